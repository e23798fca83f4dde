import { runWizardFaults } from './testing/wizard-faults';
import { plan } from './testing/wizard-plan';

/**
 * `npm run faults -- wizard [--sample] [--json]`: a whole product and a real browser, and two hundred points at which
 * something happens to somebody in the middle of a page: the server dies, the network goes, the session ends, a colleague
 * answers the same, the product is updated. Fails when an acknowledged answer was lost or overwritten in silence, when more
 * than two seconds of typing were lost, or when the product did not name what had happened.
 */
const seed = Number(process.argv.find((text) => text.startsWith('--seed='))?.slice('--seed='.length) ?? 20_261_121);
const count = process.argv.includes('--sample') ? 12 : 200;
const only = process.argv.find((text) => text.startsWith('--only='))?.slice('--only='.length);
const points = plan(count, seed).filter(({ event }) => only === undefined || event === only);
const result = await runWizardFaults(points);
const good = result.problems.length === 0 && result.points > 0;
console.log(JSON.stringify({ good, seed, ...result }, null, process.argv.includes('--json') ? 0 : 2));
process.exit(good ? 0 : 1);
