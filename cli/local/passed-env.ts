/** Variables of the shell that a container gets although nothing of the shell is passed on otherwise. */
import { issue } from '../../contract/issue';
import type { Issue } from '../../contract/issue';
import type { LocalContainer } from './resolve-proxies';

type Environment = Readonly<Record<string, string | undefined>>;

/** The containers with the variables called `names` of `shell`, in the order of the containers. */
export function passEnvironment(
  containers: readonly LocalContainer[],
  names: readonly string[],
  shell: Environment,
  issues: Issue[],
): LocalContainer[] {
  issues.push(...names.flatMap((name) => [...validateSet(name, shell), ...validateFree(name, containers)]));
  const passed = Object.fromEntries(names.map((name) => [name, valueIn(shell, name) ?? '']));
  return containers.map((container) => ({ ...container, env: { ...container.env, ...passed } }));
}

function validateSet(name: string, shell: Environment): Issue[] {
  if (valueIn(shell, name) !== undefined) return [];
  const message = `${JSON.stringify(name)} is not set in this shell`;
  return [issue('ERR_LOCAL_OPTION', '--env', message, 'name a variable that is exported here')];
}

/** The manifest is what is tried out here: what it says is not changed without a word. */
function validateFree(name: string, containers: readonly LocalContainer[]): Issue[] {
  const owners = containers.filter(({ env }) => Object.hasOwn(env, name)).map(({ label }) => label);
  if (owners.length === 0) return [];
  const message = `${name} is set by the manifest of ${owners.join(', ')}`;
  return [issue('ERR_LOCAL_OPTION', '--env', message, 'leave it out, or change the manifest')];
}

/** `process.env` inherits what every object has: `constructor`. */
function valueIn(shell: Environment, name: string): string | undefined {
  return Object.hasOwn(shell, name) ? shell[name] : undefined;
}
