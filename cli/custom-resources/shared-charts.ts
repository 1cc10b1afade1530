/** What the proxies of a namespace have in common, such as the runtime: the same whichever proxy it was made for. */
import type { App, Chart } from 'cdk8s';

/** Adds to `shared` what was made of the charts beside `own`, by the id of the chart, unless it is there already. */
export function keepShared<T>(app: App, own: Chart, shared: Map<string, T>, make: (chart: Chart) => T): void {
  for (const chart of app.charts) {
    const { id } = chart.node;
    if (chart !== own && !shared.has(id)) shared.set(id, make(chart));
  }
}
