#!/usr/bin/env node
// A command of its own: kustomize runs KRM functions without arguments.
import { start } from './start.mjs';

await start('krm-function.mjs');
