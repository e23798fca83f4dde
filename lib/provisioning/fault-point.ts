import { ConnectorError } from '@/lib/connectors';
import { faultPoint as placeOf } from '@/lib/platform/faults';

/** A named place in a run: a fault that fails here looks like another system that does not answer. */
export const faultPoint = (name: string): void =>
  placeOf(name, () => new ConnectorError('unreachable', { fault: name }));
