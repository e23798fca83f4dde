import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { disconnect } from '@/lib/platform/db';

// Named at run time, because a copy without the demo world (a container image) must still type-check and start.
const world = pathToFileURL(path.resolve('prisma/seed/demo.ts')).href;
const { seedDemo } = (await import(world)) as { seedDemo: () => Promise<void> };
await seedDemo();
await disconnect();
process.exit(0);
