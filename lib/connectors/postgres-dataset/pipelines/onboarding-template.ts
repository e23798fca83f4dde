/** Looks whether a dataset is as every dataset is made. */
export const onboardingTemplate = {
  id: 'gcp/customer/onboarding-template',
  pipeline_id: '{tenant_id}-{provider}-{domain}-{template_name}',
  steps: [
    { step_number: 1, name: 'connect', type: 'connect' },
    { step_number: 2, name: 'tables_present', type: 'tables_present' },
    { step_number: 3, name: 'columns_match', type: 'columns_match' },
  ],
};
