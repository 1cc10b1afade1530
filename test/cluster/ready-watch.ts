/** When Kubernetes began to call a pod ready, by the clock of this process. */
import { startKubectl } from './kubectl';
import type { Stage } from './stage';

export interface ReadyWatch {
  /** Gives when the proxy's pod turned ready last, in epoch milliseconds; 0 when it did not. */
  readonly stop: () => number;
}

/** For a proxy with one pod at a time. */
export function watchReady({ namespace }: Stage, name: string): ReadyWatch {
  const path = '{.status.conditions[?(@.type=="Ready")].status}{"\\n"}';
  const pods = ['get', 'pods', `--selector=toolhive-name=${name}`, '--watch', `--output=jsonpath=${path}`];
  const watch = startKubectl(['--namespace', namespace, ...pods]);
  let readyAt = 0;
  let wasReady = true;
  watch.stdout?.setEncoding('utf8').on('data', (lines: string) => {
    for (const status of lines.trim().split('\n')) {
      const isReady = status === 'True';
      if (isReady && !wasReady) readyAt = Date.now();
      wasReady = isReady;
    }
  });
  const stop = (): number => {
    watch.kill();
    return readyAt;
  };
  return { stop };
}
