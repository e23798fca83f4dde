import type { FlowDefinition } from '@/lib/flow-definition';
import { dataPipeline } from './data-pipeline';

/** The templates that come with the product, as data. */
export const library: readonly FlowDefinition[] = [dataPipeline];
export { dataPipeline };
