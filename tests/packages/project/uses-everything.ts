// Imports every entry point that the package's README names. It is only compiled, never run.
import { participant, saga, startSagas } from 'saga-engine';
import { hostSagas, type HostParts } from 'saga-engine/host';
import { replay } from 'saga-engine/testkit/replay';
import { storyOf } from 'saga-engine/testkit/story';

const host = (parts: HostParts) => hostSagas(parts);

console.log({ participant, saga, startSagas, host, replay, storyOf });
