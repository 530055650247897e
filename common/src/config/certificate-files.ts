import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import Joi from 'joi';

/** The path of a PEM file that this process can read. */
export const pemFile = () =>
  Joi.string().custom((path: string, helpers) => {
    try {
      return readFileSync(path, 'utf8').includes('-----BEGIN ')
        ? path
        : helpers.message({ custom: `{#label} is not a PEM file: ${path}` });
    } catch (error) {
      return helpers.message({ custom: `{#label} cannot be read: ${(error as Error).message}` });
    }
  });

/** As `pemFile`, of a certificate whose key is in the file that the variable `keyName` names. */
export const certificateFile = (keyName: string) =>
  pemFile().custom((path: string, helpers) => {
    const keyPath = (helpers.state.ancestors as Record<string, string | undefined>[])[0]?.[keyName];
    const key = keyPath === undefined ? undefined : readable(keyPath);
    if (key === undefined) return path; // which is a problem of the other variable
    try {
      createSecureContext({ cert: readFileSync(path), key });
      return path;
    } catch (error) {
      return helpers.message({ custom: `{#label} and ${keyName} do not fit together: ${(error as Error).message}` });
    }
  });

function readable(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}
