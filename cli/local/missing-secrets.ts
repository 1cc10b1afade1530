/** Secrets that proxies need and nobody gave, each told once, with the command that would make it. */
import { issue } from '../../contract/issue';
import type { Issue } from '../../contract/issue';
import type { Pod } from './pod';

interface MissingSecret {
  readonly name: string;
  readonly namespace: string;
  /** Where it is first referred to. */
  readonly path: string;
  /** Namespace of a Secret of that name that was given. */
  readonly elsewhere: string | undefined;
  readonly keys: Set<string>;
}

export class MissingSecrets {
  readonly #secrets = new Map<string, MissingSecret>();

  /** Without a key, whatever keys it has are wanted. */
  add({ namespace, data }: Pod, name: string, path: string, key?: string): void {
    const id = `${namespace}/${name}`;
    const elsewhere = data.findLast((object) => object.kind === 'Secret' && object.name === name)?.namespace;
    const secret = this.#secrets.get(id) ?? { name, namespace, path, elsewhere, keys: new Set<string>() };
    if (key !== undefined) secret.keys.add(key);
    this.#secrets.set(id, secret);
  }

  /** In the kubelet's words. */
  toIssues(): Issue[] {
    return [...this.#secrets.values()].map((secret) => {
      const { name, namespace, path, elsewhere } = secret;
      const hint =
        elsewhere === undefined
          ? `give a file with the Secret to --secrets; this makes one: ${createCommand(secret)}`
          : `the Secret given is in namespace ${elsewhere}; the pod is in ${namespace}`;
      return issue('ERR_LOCAL_OBJECT_NOT_FOUND', path, `secret "${name}" not found`, hint);
    });
  }
}

/** For the cluster it is the same line without what follows the keys. */
function createCommand({ name, namespace, keys }: MissingSecret): string {
  const literals = [...(keys.size === 0 ? ['KEY'] : keys)].map((key) => quote(`--from-literal=${key}=...`));
  const secret = ['kubectl create secret generic', quote(name), quote(`--namespace=${namespace}`)];
  const toFile = `--dry-run=client -o yaml > ${quote(`${name}.yaml`)}`;
  return [...secret, ...literals, toFile].join(' ');
}

/** The line is copied into a shell, and the names in it are whatever a manifest says. */
function quote(word: string): string {
  return /^[\w./=-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
