import { proveRootKeys } from '@/lib/crypto';
import { startDemoDesk, type DemoDesk } from '@/lib/demo';
import { config } from '@/lib/platform/config';
import { databaseUrl, disconnect } from '@/lib/platform/db';
import { uuidv7 } from '@/lib/platform/ids';
import { launchEngine } from '@/lib/platform/jobs';
import { log } from '@/lib/platform/logging';
import { provisioningEnvironment } from './environment';
import { endGivenUp } from './given-up';
import { periodicWork, workflows } from './workflows';

/** Long enough for the action under way; then the process goes all the same, and another worker goes on. */
const STOP_MS = 25_000;

async function main(): Promise<void> {
  if (config().keyProvider.kind !== 'file') await proveRootKeys();
  const executorId = uuidv7();
  const environment = provisioningEnvironment();
  const engine = await launchEngine({
    url: databaseUrl('worker'),
    executorId,
    workflows: workflows(environment),
    periodic: periodicWork,
    givenUp: endGivenUp,
    log,
  });
  log.info({ executorId }, 'the worker is ready');
  if (config().scannerUrl === null) log.warn({}, 'files are not scanned: no scanner is set');
  const desk = await openDesk();
  // A supervisor that started us with a channel is told, so that it need not guess.
  process.send?.({ ready: executorId });

  let stopping = false;
  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'the worker finishes what it is doing and stops');
    setTimeout(() => process.exit(1), STOP_MS).unref();
    await desk?.close();
    await engine.stop();
    await environment.datasets.close();
    await disconnect();
    process.exit(0);
  };
  process.on('SIGTERM', (signal) => void stop(signal));
  process.on('SIGINT', (signal) => void stop(signal));
}

/** The demo's front desk, where the demo has given it an address; without it the work goes on all the same. */
async function openDesk(): Promise<DemoDesk | null> {
  const address = process.env.DEMO_DESK_URL;
  if (config().mode !== 'demo' || !address) return null;
  try {
    return await startDemoDesk({ port: Number(new URL(address).port) });
  } catch (err) {
    log.error({ err }, 'the front desk of the demo could not open');
    return null;
  }
}

main().catch((error: unknown) => {
  log.fatal({ err: error }, 'the worker could not start');
  process.exit(1);
});
