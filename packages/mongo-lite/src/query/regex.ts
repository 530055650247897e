import { Regex } from '../bson/values.js';
import type { Value } from '../bson/values.js';
import { CommandError, badValue, notSupported } from '../errors.js';

const spaces = ' \\t\\n\\v\\f\\r';
const plainEscapes = new Set('dDwWbBtnrfv.*+?^$()[]{}|/\\-'.split(''));

/**
 * A test for strings with the meaning of MongoDB's (PCRE) expression. Constructs that JavaScript reads differently are translated; those
 * that it does not support are refused.
 */
export function regexTest(regex: Regex): (value: Value) => boolean {
  const compiled = compile(regex.pattern, regex.flags);
  return (value) => {
    if (typeof value === 'string') return compiled.test(value);
    return value instanceof Regex && value.pattern === regex.pattern && value.flags === regex.flags;
  };
}

function compile(pattern: string, flags: string): RegExp {
  for (const flag of flags) {
    if (flag === 'x') throw notSupported('the regular expression option x');
    if (!'imsu'.includes(flag)) throw new CommandError(51108, `invalid flag in regex options: ${flag}`);
  }
  const inline = /^\(\?([ims]+)\)/.exec(pattern);
  const all = flags + (inline?.[1] ?? '');
  const body = translate(pattern.slice(inline?.[0].length ?? 0), all.includes('m'), all.includes('s'));
  try {
    return new RegExp(body, all.includes('i') ? 'iu' : 'u');
  } catch {
    throw new CommandError(51091, `Regular expression is invalid or not supported by mongo-lite: ${pattern}`);
  }
}

function translate(pattern: string, multiline: boolean, dotAll: boolean): string {
  let out = '';
  let inClass = false;
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i]!;
    if (char === '\\') out += escape(pattern, ++i, inClass);
    else if (inClass) {
      if (char === '[') {
        if (':.='.includes(pattern[i + 1] ?? '')) throw notSupported('a POSIX class in a regular expression');
        out += '\\[';
      } else out += char;
      inClass = char !== ']';
    } else if (char === '[') {
      inClass = true;
      out += char;
      if (pattern[i + 1] === '^') out += pattern[++i];
      // A bracket in first position is an ordinary character in PCRE.
      if (pattern[i + 1] === ']') out += `\\${pattern[++i]}`;
    } else if (char === '^') out += multiline ? '(?:(?<![^])|(?<=\\n)(?=[^]))' : '(?<![^])';
    else if (char === '$') out += multiline ? '(?=\\n|(?![^]))' : '(?=\\n?(?![^]))';
    else if (char === '.') out += dotAll ? '[^]' : '[^\\n]';
    else if (char === '{' && !/^\{\d+(,\d*)?\}/.test(pattern.slice(i))) out += '\\{';
    else if (char === '}' && !/\{\d+(,\d*)?$/.test(pattern.slice(0, i))) out += '\\}';
    else if (char === ']') out += '\\]';
    else if (char === '+' && '+*?}'.includes(pattern[i - 1] ?? '') && pattern[i - 2] !== '\\') {
      throw notSupported('a possessive quantifier in a regular expression');
    } else if (char === '(' && /^\((\*|\?(?!:|=|!|<=|<!|<[A-Za-z_]))/.test(pattern.slice(i))) {
      throw notSupported('this kind of group in a regular expression');
    } else out += char;
  }
  return out;
}

function escape(pattern: string, at: number, inClass: boolean): string {
  const char = pattern[at];
  if (char === undefined) throw new CommandError(51091, 'Regular expression is invalid: \\ at end of pattern');
  if (char === 's') return inClass ? spaces : `[${spaces}]`;
  if (char === 'S' && !inClass) return `[^${spaces}]`;
  if (char === 'b' && inClass) return '\\x08';
  if (plainEscapes.has(char)) return char === '-' && !inClass ? '-' : `\\${char}`;
  if (char >= '1' && char <= '9' && !inClass) return `\\${char}`;
  if (char === 'A' && !inClass) return '(?<![^])';
  if (char === 'z' && !inClass) return '(?![^])';
  if (char === 'Z' && !inClass) return '(?=\\n?(?![^]))';
  if (/[^A-Za-z0-9]/.test(char)) return char;
  throw notSupported(`\\${char} in a regular expression`);
}

/** The expression of a `$regex` operator, from its operand and `$options`. */
export function regexOf(operand: Value, options: Value): Regex {
  if (options !== undefined && typeof options !== 'string') throw badValue('$options has to be a string');
  if (operand instanceof Regex) {
    if (options !== undefined && operand.flags !== '') {
      throw new CommandError(51075, 'options set in both $regex and $options');
    }
    return new Regex(operand.pattern, options ?? operand.flags);
  }
  if (typeof operand !== 'string') throw badValue('$regex has to be a string');
  return new Regex(operand, options ?? '');
}
