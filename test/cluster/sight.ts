/** What a cluster shows of a namespace, and where that holds what it must not. */
import { findLeaks } from '../../examples/demo/leaks';
import { kubectl, tryKubectl } from './kubectl';

/** What helps to find out why a case failed: the pods, the events and the logs. */
export async function describePods(namespace: string): Promise<string> {
  const run = (...args: string[]): Promise<string> => kubectl(['--namespace', namespace, ...args]);
  return [
    await run('describe', 'pods'),
    await run('get', 'events', '--sort-by=.lastTimestamp'),
    await readLogs(namespace),
  ].join('\n');
}

async function readLogs(namespace: string): Promise<string> {
  const pods = (await kubectl(['--namespace', namespace, 'get', 'pods', '--output=name'])).split('\n');
  const logsOf = async (pod: string, ...options: string[]): Promise<string> => {
    const { stdout } = await tryKubectl(['--namespace', namespace, 'logs', pod, ...options]);
    return stdout === '' ? '' : `== logs of ${[pod, ...options].join(' ')}\n${stdout}`;
  };
  const named = pods.filter((pod) => pod !== '');
  return (await Promise.all(named.flatMap((pod) => [logsOf(pod), logsOf(pod, '--previous')]))).join('');
}

/** The same, unless a secret value is in it; says why where the cluster does not answer. */
export async function describeWithoutSecrets(namespace: string, secrets: readonly string[]): Promise<string> {
  const text = await describePods(namespace).catch(String);
  const leaks = findLeaks(secrets, [{ name: '', text }]);
  return leaks.length === 0 ? text : 'describe, events and logs hold a secret value, and are not shown';
}

/** Throws when a secret value is anywhere in a namespace but in its Secret. */
export async function checkNoSecretShows(namespace: string, secrets: readonly string[]): Promise<void> {
  const kinds = (await listKinds()).filter((kind) => kind !== 'secrets').join();
  const leaks = findLeaks(secrets, [
    {
      name: 'kubectl get --output yaml',
      text: await kubectl(['--namespace', namespace, 'get', kinds, '--output=yaml']),
    },
    { name: 'kubectl describe', text: await kubectl(['--namespace', namespace, 'describe', kinds]) },
    { name: 'the logs', text: await readLogs(namespace) },
  ]);
  if (leaks.length > 0) throw new Error(`a secret value is in ${leaks.join(' and in ')}`);
}

/** Whatever a namespace of this cluster can hold. */
async function listKinds(): Promise<string[]> {
  const kinds = await kubectl(['api-resources', '--namespaced', '--verbs=get,list', '--output=name']);
  return kinds.trim().split('\n');
}
