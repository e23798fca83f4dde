-- What was found about a flow by looking: the items of its verification steps and the probes of guided diagnostics.

-- The latest finding about each item. `place` is the id of the verification step, or of the diagnostic of the template;
-- `results` are codes with harmless values, as a check reports them. What was found before stays in audit and events.
create table check_results (
  tenant_id uuid not null references tenants (id),
  flow_id uuid not null,
  scope text not null check (scope in ('verify', 'diagnostic')),
  place text not null check (length(place) between 1 and 100),
  item_id text not null check (length(item_id) between 1 and 100),
  status text not null check (status in ('waiting', 'passed', 'failed')),
  found_by text not null check (found_by in ('machine', 'person')),
  user_id uuid,
  note text not null default '' check (length(note) <= 2000),
  results jsonb not null default '[]' check (jsonb_typeof(results) = 'array'),
  facts jsonb not null default '{}' check (jsonb_typeof(facts) = 'object'),
  asked_at timestamptz,
  at timestamptz not null default now(),
  primary key (tenant_id, flow_id, scope, place, item_id),
  foreign key (tenant_id, flow_id) references onboarding_flows (tenant_id, id),
  check (found_by = 'person' or note = '')
);
call kernel.protect('check_results');
grant select, insert on check_results to portico_app, portico_worker;
grant update (status, found_by, user_id, note, results, facts, asked_at, at) on check_results to portico_app, portico_worker;
grant select on check_results to portico_reader;
