-- The vault: credentials that customers give for other systems, the looks that try them before they are kept, the
-- owners' own connections, and secrets that an owner without a store of their own lets us keep. Values are sealed in the
-- process before they arrive here. The web can hand a value in and destroy it, but never read it back: only the worker
-- may select the columns called sealed.

-- A secret that has been tried and works. Replaced and withdrawn ones stay as a record, without their value.
create table credentials (
  tenant_id uuid not null references tenants (id),
  id uuid not null,
  flow_id uuid not null,
  step_name text not null check (length(step_name) between 1 and 100),
  name text not null check (length(name) between 1 and 100),
  store_name text not null check (length(store_name) between 1 and 255),
  sealed text,
  fingerprint text not null,
  facts jsonb not null default '{}' check (jsonb_typeof(facts) = 'object'),
  stored_at timestamptz not null,
  stored_by uuid,
  checked_at timestamptz not null,
  rotate_at timestamptz,
  reminded_at timestamptz,
  alerted_at timestamptz,
  replaced_at timestamptz,
  removed_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, flow_id) references onboarding_flows (tenant_id, id),
  check ((sealed is null) = (replaced_at is not null or removed_at is not null))
);
create unique index credentials_live on credentials (tenant_id, flow_id, name)
  where replaced_at is null and removed_at is null;
create index credentials_due on credentials (rotate_at) where replaced_at is null and removed_at is null;
call kernel.protect('credentials');
grant select (tenant_id, id, flow_id, step_name, name, store_name, fingerprint, facts, stored_at, stored_by, checked_at,
  rotate_at, reminded_at, alerted_at, replaced_at, removed_at) on credentials to portico_app, portico_reader;
grant update (sealed, removed_at) on credentials to portico_app;
grant select, insert, update on credentials to portico_worker;

-- A live look at another system, asked for on a page. `sealed` is the secret to try: it lives until the look has ended,
-- a quarter of an hour at most, and is moved to credentials only when everything was found to be in order.
create table credential_checks (
  tenant_id uuid not null references tenants (id),
  id uuid not null,
  flow_id uuid not null,
  step_name text not null check (length(step_name) between 1 and 100),
  purpose text not null check (purpose in ('submit', 'recheck', 'connect')),
  sealed text,
  status text not null default 'checking' check (status in ('checking', 'passed', 'failed', 'replaced', 'expired')),
  results jsonb not null default '[]' check (jsonb_typeof(results) = 'array'),
  facts jsonb not null default '{}' check (jsonb_typeof(facts) = 'object'),
  requested_by uuid,
  requested_at timestamptz not null,
  ended_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, flow_id) references onboarding_flows (tenant_id, id),
  check (sealed is null or status = 'checking'),
  check ((ended_at is null) = (status = 'checking'))
);
create unique index credential_checks_running on credential_checks (tenant_id, flow_id, step_name) where status = 'checking';
create index credential_checks_step on credential_checks (tenant_id, flow_id, step_name, requested_at desc);
create index credential_checks_open on credential_checks (requested_at) where status = 'checking';
call kernel.protect('credential_checks');
create policy kernel_select on credential_checks for select to portico_kernel using (true);
grant select (tenant_id, id, flow_id, step_name, status) on credential_checks to portico_kernel;
grant select (tenant_id, id, flow_id, step_name, purpose, status, results, facts, requested_by, requested_at, ended_at)
  on credential_checks to portico_app, portico_reader;
grant insert on credential_checks to portico_app;
grant update (sealed, status, ended_at) on credential_checks to portico_app;
grant select, insert, update on credential_checks to portico_worker;

-- What a delegate was given they may hand in, have tried and take back. What a look has found is the worker's to say.
do $$
declare
  here constant text := 'flow_id = (select app.context_flow())';
  mine constant text := 'flow_id = (select app.context_flow()) and step_name = any ((select app.live_steps())::text[])';
begin
  call kernel.protect_flow_part('credentials', mine, mine, here);
  call kernel.protect_flow_part('credential_checks', mine, mine, here);
end $$;

create function app.keep_check_verdict() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if current_user = 'portico_app' and (case tg_op when 'INSERT' then new.status <> 'checking'
      else new.status <> old.status and new.status <> 'replaced' end) then
    raise exception 'only a look decides about a credential' using errcode = '42501';
  end if;
  return new;
end $$;
create trigger keep_check_verdict before insert or update on credential_checks
  for each row execute function app.keep_check_verdict();

-- Queues a look that the caller's transaction has asked for: like app.enqueue, and open to delegates for their own steps.
create function app.enqueue_check(p_check uuid) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare found public.credential_checks.tenant_id%type;
begin
  select c.tenant_id into found from public.credential_checks c
    where c.id = p_check and c.status = 'checking' and c.tenant_id = any (app.writable_tenants())
      and (app.narrow_role() is null
        or (app.narrow_role() = 'delegate' and c.flow_id = app.context_flow() and c.step_name = any (app.live_steps())));
  if found is null then
    raise exception 'work outside the context' using errcode = '42501';
  end if;
  perform dbos.enqueue_workflow(workflow_name => 'check-credential', queue_name => 'portico',
    positional_args => array[jsonb_build_object('tenantId', found, 'checkId', p_check)::json],
    workflow_id => 'check:' || p_check);
end $$;
alter function app.enqueue_check(uuid) owner to portico_kernel;
revoke all on function app.enqueue_check(uuid) from public;
grant execute on function app.enqueue_check(uuid) to portico_app, portico_worker;

-- A delegate may leave out a credential that they were given and that need not be there, and take that back.
do $$
declare
  roles constant text := 'portico_app, portico_worker, portico_reader, portico_owner';
  policy text;
begin
  foreach policy in array array['select', 'insert', 'update', 'delete'] loop
    execute format('drop policy delegate_%s on flow_milestones', policy);
  end loop;
  execute format('create policy delegate_wall on flow_milestones as restrictive for all to %s using (false)', roles);
  call kernel.protect_flow_part('flow_milestones',
    $q$flow_id = (select app.context_flow()) and name like 'skipped:%' and substr(name, 9) = any ((select app.live_steps())::text[])$q$,
    $q$flow_id = (select app.context_flow()) and name like 'skipped:%' and substr(name, 9) = any ((select app.live_steps())::text[])$q$,
    'flow_id = (select app.context_flow())');
end $$;

-- An owner's connection to a system that provisioning uses.
create table connections (
  tenant_id uuid not null references tenants (id),
  id uuid not null,
  system text not null check (system ~ '^[a-z][a-z0-9-]{1,40}$'),
  settings jsonb not null default '{}' check (jsonb_typeof(settings) = 'object'),
  sealed text,
  fingerprint text,
  saved_at timestamptz not null,
  saved_by uuid,
  status text not null default 'unchecked' check (status in ('unchecked', 'checking', 'passed', 'failed')),
  results jsonb not null default '[]' check (jsonb_typeof(results) = 'array'),
  check_asked_at timestamptz,
  checked_at timestamptz,
  last_used_at timestamptz,
  version_notice text,
  removed_at timestamptz,
  primary key (tenant_id, id),
  check (removed_at is null or sealed is null)
);
create unique index connections_live on connections (tenant_id, system) where removed_at is null;
call kernel.protect('connections');
grant select (tenant_id, id, system, settings, fingerprint, saved_at, saved_by, status, results, check_asked_at, checked_at,
  last_used_at, version_notice, removed_at) on connections to portico_app, portico_reader;
grant insert on connections to portico_app;
grant update (settings, sealed, fingerprint, saved_at, saved_by, status, results, check_asked_at, checked_at, version_notice, removed_at)
  on connections to portico_app;
grant select, insert, update on connections to portico_worker;

-- Secrets kept for a customer where the owner has no other store. `labels` say whose each is.
create table stored_secrets (
  tenant_id uuid not null references tenants (id),
  id uuid not null,
  flow_id uuid not null,
  name text not null check (length(name) between 1 and 255),
  labels jsonb not null default '{}' check (jsonb_typeof(labels) = 'object'),
  version int not null default 1 check (version > 0),
  sealed text,
  fingerprint text not null,
  stored_at timestamptz not null,
  removed_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, flow_id) references onboarding_flows (tenant_id, id),
  check ((sealed is null) = (removed_at is not null))
);
create unique index stored_secrets_live on stored_secrets (tenant_id, name) where removed_at is null;
call kernel.protect('stored_secrets');
grant select (tenant_id, id, flow_id, name, labels, version, fingerprint, stored_at, removed_at) on stored_secrets to portico_app, portico_reader;
grant select, insert, update on stored_secrets to portico_worker;
