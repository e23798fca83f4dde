import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { log } from '@/lib/platform/logging';
import { startClamd } from './clamd';
import { startDemoIdentityProvider } from './demo-identity-provider';
import { startLedgerServer } from './ledger-server';
import { startMailCatcher } from './mail-catcher';
import { outsideNames, startOutsideSystems, type OutsideName } from './outside-systems';

/**
 * The demo's outside world as a process of its own. Reads `SIMULATOR_SMTP_PORT`, `SIMULATOR_HTTP_PORT`,
 * `SIMULATOR_CLAMD_PORT` and `SIMULATOR_IDP_PORT` (0 or nothing takes a free one) and `PORTICO_DATA_DIR`; writes the ports it got to `simulators.json` there once it answers.
 */
async function main(): Promise<void> {
  const dataDir = path.resolve(process.env.PORTICO_DATA_DIR ?? '.portico');
  mkdirSync(dataDir, { recursive: true });
  const catcher = await startMailCatcher({ port: portOf('SIMULATOR_SMTP_PORT'), dataDir });
  const idp = await startDemoIdentityProvider(portOf('SIMULATOR_IDP_PORT'));
  const outside = await startOutsideSystems({ dataDir, ports: outsidePorts() });
  const ledger = await startLedgerServer({ port: portOf('SIMULATOR_HTTP_PORT'), catcher, idp, outside });
  const clamd = await startClamd({ port: portOf('SIMULATOR_CLAMD_PORT') });
  const ports = {
    smtpPort: catcher.port,
    httpPort: ledger.port,
    clamdPort: clamd.port,
    idpPort: idp.port,
    outside: outside.ports,
    pid: process.pid,
  };
  const file = path.join(dataDir, 'simulators.json');
  writeFileSync(`${file}.new`, JSON.stringify(ports));
  renameSync(`${file}.new`, file);
  log.info(ports, 'the simulators answer');
  const stop = (): void => {
    void Promise.all([catcher.close(), ledger.close(), clamd.close(), idp.close(), outside.close()]).then(() =>
      process.exit(0),
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

/** `SIMULATOR_OUTSIDE_PORTS`: JSON of names and ports. */
function outsidePorts(): Partial<Record<OutsideName, number>> {
  const given = JSON.parse(process.env.SIMULATOR_OUTSIDE_PORTS ?? '{}') as Partial<Record<OutsideName, number>>;
  return Object.fromEntries(outsideNames.map((name) => [name, given[name] ?? 0]));
}

function portOf(name: string): number {
  const text = process.env[name] ?? '0';
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`${name} must be a port number`);
  return port;
}

await main();
