import { GO_SDK } from './go';
import { INSPECTOR } from './inspector';
import { PYTHON_SDK } from './python';
import type { Sdk } from './sdk';
import { TYPESCRIPT_V1, TYPESCRIPT_V2 } from './typescript';

export const SDKS: readonly Sdk[] = [PYTHON_SDK, GO_SDK, TYPESCRIPT_V1, TYPESCRIPT_V2, INSPECTOR];

export const SDK_IDS: readonly string[] = SDKS.map(({ id }) => id);

/** Every SDK has a client. */
export const CLIENT_IDS = SDK_IDS;

export const SERVER_IDS: readonly string[] = SDKS.filter(({ isServer }) => isServer).map(({ id }) => id);
