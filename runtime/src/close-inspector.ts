import inspector from 'node:inspector';

const ASKED_FOR = /--inspect(?:-brk|-wait)?(?:[=\s]|$)/;

/**
 * Closes an inspector that a signal opened before there was a listener for it, where Node was started without
 * --disable-sigusr1. One that was asked for on the command line stays.
 */
export function closeInspector(): void {
  if (inspector.url() === undefined) return;
  const flags = [...process.execArgv, process.env['NODE_OPTIONS'] ?? ''].join(' ');
  if (!ASKED_FOR.test(flags)) inspector.close();
}
