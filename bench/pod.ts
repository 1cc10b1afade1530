import { parseMemory } from '../lib/definition/quantity';
import { toResources } from '../lib/definition/resources';

/** The memory of a pod unless it is given another limit. */
export const POD_BYTES = Number(parseMemory(toResources().limits.memory)?.millis) / 1000;
