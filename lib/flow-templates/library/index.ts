import type { FlowDefinition } from '@/lib/flow-definition';
import { dataPipeline } from './data-pipeline';
import { loyaltyProgramme } from './loyalty-programme';
import { marketingAnalytics } from './marketing-analytics';
import { securityPlatform } from './security-platform';
import { serviceDesk } from './service-desk';

/** The templates that come with the product, as data. */
export const library: readonly FlowDefinition[] = [
  dataPipeline,
  marketingAnalytics,
  loyaltyProgramme,
  securityPlatform,
  serviceDesk,
];
export { dataPipeline, loyaltyProgramme, marketingAnalytics, securityPlatform, serviceDesk };
