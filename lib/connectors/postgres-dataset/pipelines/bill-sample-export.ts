/** Writes a sample of a bill into a table of its own, and holds it to a rule. */
export const billSampleExport = {
  id: 'gcp/cost/bill-sample-export',
  pipeline_id: '{tenant_id}-{provider}-{domain}-{template_name}',
  steps: [
    { step_number: 1, name: 'connect', type: 'connect' },
    { step_number: 2, name: 'tables_present', type: 'tables_present' },
    {
      step_number: 3,
      name: 'make_table',
      type: 'create_table',
      target_table: 'bill_samples',
      columns: { service: 'text', usage_date: 'date', cost_micros: 'bigint', currency: 'text' },
    },
    {
      step_number: 4,
      name: 'sample_row',
      type: 'sample_row',
      target_table: 'bill_samples',
      values: { service: '{provider}', usage_date: '{run_date}', cost_micros: '0', currency: 'USD' },
    },
    {
      step_number: 5,
      name: 'no_negative_cost',
      type: 'quality',
      target_table: 'bill_samples',
      rule: 'cost_micros is never negative',
      column: 'cost_micros',
    },
  ],
};
