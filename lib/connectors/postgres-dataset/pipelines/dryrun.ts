/** Proves that a dataset can be reached, has its tables and takes rows. */
export const dryrun = {
  id: 'gcp/example/dryrun',
  pipeline_id: '{tenant_id}-{provider}-{domain}-{template_name}',
  steps: [
    { step_number: 1, name: 'connect', type: 'connect' },
    { step_number: 2, name: 'tables_present', type: 'tables_present' },
    { step_number: 3, name: 'columns_match', type: 'columns_match' },
    {
      step_number: 4,
      name: 'write_and_read',
      type: 'write_and_read',
      target_table: 'dq_results',
      rule: 'dry run of {tenant_id}',
    },
  ],
};
