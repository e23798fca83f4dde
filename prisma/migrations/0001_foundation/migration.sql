-- The foundation: tenants in one tree, the signed context, every product table behind forced row-level security,
-- the audit chain and the events. Roles exist before this runs (scripts create them, or the operator does):
--   portico_owner   owns everything and runs the migrations
--   portico_kernel  cannot log in; owns the few functions that must see across tenants
--   (portico_owner is a member of portico_kernel and portico_worker, so that it can hand functions and schemas to them)
--   portico_app     the web; portico_worker: jobs; portico_reader: read-only inspection

create schema app;
create schema kernel;
create schema ops;
create schema partitions;
create schema dbos authorization portico_worker;

revoke all on schema public from public;
grant usage on schema public, app to portico_app, portico_worker, portico_reader, portico_kernel;
grant usage on schema ops to portico_app, portico_worker;
grant usage, create on schema app to portico_kernel;
grant usage on schema kernel to portico_kernel;
alter default privileges revoke execute on functions from public;
alter default privileges for role portico_kernel revoke execute on functions from public;

-- ---------------------------------------------------------------------------------------------------------------
-- The signed context. The web sets app.ctx = 'v1.kid.tenant.user.role.flow.expiry.hmac' for one transaction; the
-- HMAC is checked with a key that only portico_kernel can read, so SQL injected into the web's session cannot move
-- to another tenant or role. Empty parts are '-'. Expiry is in seconds since 1970.

create table kernel.context_keys (
  kid int primary key,
  ipad bytea not null,
  opad bytea not null,
  retired_at timestamptz
);
alter table kernel.context_keys enable row level security;
alter table kernel.context_keys force row level security;
create policy kernel_reads on kernel.context_keys for select to portico_kernel using (retired_at is null);
create policy owner_installs on kernel.context_keys for all to portico_owner using (true) with check (true);
grant select on kernel.context_keys to portico_kernel;

create function kernel.xor_pad(key bytea, pad int) returns bytea
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
declare
  block bytea := decode(repeat('00', 64), 'hex');
  material bytea := case when length(key) > 64 then sha256(key) else key end;
begin
  for i in 0..63 loop
    block := set_byte(block, i, (case when i < length(material) then get_byte(material, i) else 0 end) # pad);
  end loop;
  return block;
end $$;

-- Installs or replaces the key `kid`; only the owner may call it (start-up, rotation, tests).
create function kernel.install_context_key(p_kid int, p_key bytea) returns void
language sql set search_path = pg_catalog, pg_temp as $$
  insert into kernel.context_keys (kid, ipad, opad) values (p_kid, kernel.xor_pad(p_key, 54), kernel.xor_pad(p_key, 92))
  on conflict (kid) do update set ipad = excluded.ipad, opad = excluded.opad, retired_at = null
$$;

create type app.context_parts as (tenant_id uuid, user_id uuid, role text, flow_id uuid);

-- The verified context, or null without one. Raises 28000 for a forged, foreign-keyed or expired one.
create function app.context() returns app.context_parts
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  raw text := nullif(current_setting('app.ctx', true), '');
  part text[];
  pads record;
  parts app.context_parts;
begin
  if raw is null then return null; end if;
  part := string_to_array(raw, '.');
  if array_length(part, 1) is distinct from 8 or part[1] <> 'v1' then
    raise exception 'malformed tenant context' using errcode = '28000';
  end if;
  select ipad, opad into pads from kernel.context_keys where kid::text = part[2];
  if not found or encode(sha256(pads.opad || sha256(pads.ipad || convert_to(array_to_string(part[1:7], '.'), 'UTF8'))), 'hex')
     is distinct from part[8] then
    raise exception 'forged tenant context' using errcode = '28000';
  end if;
  if part[7]::bigint < extract(epoch from clock_timestamp()) then
    raise exception 'expired tenant context' using errcode = '28000';
  end if;
  parts.tenant_id := part[3]::uuid;
  parts.user_id := nullif(part[4], '-')::uuid;
  parts.role := part[5];
  parts.flow_id := nullif(part[6], '-')::uuid;
  return parts;
end $$;
alter function app.context() owner to portico_kernel;
grant execute on function app.context() to portico_app, portico_worker, portico_reader, portico_owner;

create function app.context_tenant() returns uuid language sql stable set search_path = pg_catalog, pg_temp
  as $$ select (app.context()).tenant_id $$;
create function app.context_user() returns uuid language sql stable set search_path = pg_catalog, pg_temp
  as $$ select (app.context()).user_id $$;
create function app.context_role() returns text language sql stable set search_path = pg_catalog, pg_temp
  as $$ select (app.context()).role $$;
grant execute on function app.context_tenant(), app.context_user(), app.context_role()
  to portico_app, portico_worker, portico_reader, portico_kernel, portico_owner;

-- Sets the context of the current transaction and checks it at once, so that a bad one fails before anything runs.
create function app.use_context(p_ctx text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  perform set_config('app.ctx', p_ctx, true);
  if (app.context()).tenant_id is null then
    raise exception 'no tenant context' using errcode = '28000';
  end if;
end $$;
grant execute on function app.use_context(text) to portico_app, portico_worker, portico_reader;

-- ---------------------------------------------------------------------------------------------------------------
-- Tenants: one platform, partners under it (and under each other), customers under a partner or the platform.

create table tenants (
  id uuid primary key,
  kind text not null check (kind in ('platform', 'partner', 'customer')),
  parent_id uuid references tenants (id),
  slug text not null check (slug ~ '^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$'),
  name text not null check (length(name) between 1 and 200),
  region text not null default 'eu',
  locale text not null default 'en',
  time_zone text not null default 'UTC',
  created_at timestamptz not null default now(),
  check ((kind = 'platform') = (parent_id is null)),
  unique (parent_id, slug)
);
create unique index tenants_one_platform on tenants ((true)) where kind = 'platform';
-- A partner's slug is its host name, so it is unique over the whole tree; a customer's only below its parent.
create unique index tenants_partner_slug on tenants (slug) where kind = 'partner';

create table tenant_closure (
  ancestor_id uuid not null references tenants (id),
  descendant_id uuid not null references tenants (id),
  depth int not null check (depth >= 0),
  primary key (ancestor_id, descendant_id)
);
create index tenant_closure_descendant on tenant_closure (descendant_id, ancestor_id);

create function app.grow_closure() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare parent_kind text;
begin
  if new.parent_id is not null then
    select kind into parent_kind from public.tenants where id = new.parent_id;
    if parent_kind = 'customer' then
      raise exception 'a customer has no tenants below it' using errcode = '23514';
    end if;
  end if;
  insert into public.tenant_closure (ancestor_id, descendant_id, depth) values (new.id, new.id, 0);
  insert into public.tenant_closure (ancestor_id, descendant_id, depth)
    select ancestor_id, new.id, depth + 1 from public.tenant_closure where descendant_id = new.parent_id;
  return new;
end $$;
alter function app.grow_closure() owner to portico_kernel;
create trigger grow_closure after insert on tenants for each row execute function app.grow_closure();

create function app.refuse_change() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = '42501';
end $$;
-- Moving a tenant would move its data's visibility silently; it is not a thing one does with an UPDATE.
create function app.keep_place() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if new.id <> old.id or new.kind <> old.kind or new.parent_id is distinct from old.parent_id then
    raise exception 'a tenant keeps its place in the tree' using errcode = '42501';
  end if;
  return new;
end $$;
create trigger keep_place before update on tenants for each row execute function app.keep_place();

-- The tenants that the session sees: its own and everything below. Evaluated once per statement as
-- `tenant_id = any ((select app.visible_tenants())::uuid[])`, so an index on tenant_id serves it.
create function app.visible_tenants() returns uuid[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare ctx app.context_parts := app.context();
begin
  if ctx.tenant_id is null then return '{}'; end if;
  return (select coalesce(array_agg(descendant_id), '{}') from public.tenant_closure where ancestor_id = ctx.tenant_id);
end $$;
alter function app.visible_tenants() owner to portico_kernel;

-- The same for writing: roles that only look get none.
create function app.writable_tenants() returns uuid[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare ctx app.context_parts := app.context();
begin
  if ctx.tenant_id is null or ctx.role in ('viewer', 'auditor', 'analyst') then return '{}'; end if;
  return app.visible_tenants();
end $$;
alter function app.writable_tenants() owner to portico_kernel;

-- Its own tenant and those above it, for what ancestors publish.
create function app.ancestor_tenants() returns uuid[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare ctx app.context_parts := app.context();
begin
  if ctx.tenant_id is null then return '{}'; end if;
  return (select coalesce(array_agg(ancestor_id), '{}') from public.tenant_closure where descendant_id = ctx.tenant_id);
end $$;
alter function app.ancestor_tenants() owner to portico_kernel;
grant execute on function app.visible_tenants(), app.writable_tenants(), app.ancestor_tenants()
  to portico_app, portico_worker, portico_reader, portico_kernel, portico_owner;

-- Puts a table behind the wall. Every table with tenant data goes through here, so the form exists once.
create procedure kernel.protect(p_table regclass, p_column text default 'tenant_id')
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  visible text := format('%I = any ((select app.visible_tenants())::uuid[])', p_column);
  writable text := format('%I = any ((select app.writable_tenants())::uuid[])', p_column);
  readers text := 'portico_app, portico_worker, portico_reader, portico_owner';
  writers text := 'portico_app, portico_worker, portico_owner';
begin
  execute format('alter table %s enable row level security', p_table);
  execute format('alter table %s force row level security', p_table);
  execute format('create policy tenant_select on %s for select to %s using (%s)', p_table, readers, visible);
  execute format('create policy tenant_insert on %s for insert to %s with check (%s)', p_table, writers, writable);
  execute format('create policy tenant_update on %s for update to %s using (%s) with check (%s)', p_table, writers, writable, writable);
  execute format('create policy tenant_delete on %s for delete to %s using (%s)', p_table, writers, writable);
end $$;

call kernel.protect('tenants', 'id');
-- A new tenant is not yet in the closure when the row is checked, so what counts is its parent.
drop policy tenant_insert on tenants;
create policy tenant_insert on tenants for insert to portico_app, portico_worker, portico_owner
  with check (parent_id = any ((select app.writable_tenants())::uuid[]));
-- Says nothing new (what lies below a visible tenant is visible) but is true of a row before the closure knows it, so
-- that an insert may return its row.
create policy children_select on tenants for select to portico_app, portico_worker, portico_reader
  using (parent_id = any ((select app.visible_tenants())::uuid[]));
create policy ancestors_select on tenants for select to portico_app, portico_worker, portico_reader
  using (id = any ((select app.ancestor_tenants())::uuid[]));
create policy kernel_select on tenants for select to portico_kernel using (true);
grant select, insert, update on tenants to portico_app, portico_worker;
grant select on tenants to portico_reader, portico_kernel;

alter table tenant_closure enable row level security;
alter table tenant_closure force row level security;
create policy tenant_select on tenant_closure for select to portico_app, portico_worker, portico_reader, portico_owner
  using (descendant_id = any ((select app.visible_tenants())::uuid[]));
create policy ancestors_select on tenant_closure for select to portico_app, portico_worker, portico_reader
  using (descendant_id = (select app.context_tenant()));
create policy kernel_select on tenant_closure for select to portico_kernel using (true);
create policy kernel_insert on tenant_closure for insert to portico_kernel with check (true);
grant select on tenant_closure to portico_app, portico_worker, portico_reader, portico_kernel;
grant insert on tenant_closure to portico_kernel;

-- The one tenant without a parent cannot pass the policy above; the owner makes it once.
create function kernel.create_platform(p_id uuid, p_name text, p_locale text) returns void
language sql set search_path = pg_catalog, pg_temp as $$
  insert into public.tenants (id, kind, slug, name, locale) values (p_id, 'platform', 'platform', p_name, p_locale)
$$;
create policy owner_creates_platform on tenants for insert to portico_owner with check (kind = 'platform');

-- The root of the tree, for the worker's jobs over all of it; an id, nothing more.
create function app.platform_tenant() returns uuid
language sql stable security definer set search_path = pg_catalog, pg_temp
  as $$ select id from public.tenants where kind = 'platform' $$;
alter function app.platform_tenant() owner to portico_kernel;
grant execute on function app.platform_tenant() to portico_worker;

-- ---------------------------------------------------------------------------------------------------------------
-- People. users, sessions and challenges are global: the application roles have no right on them at all and reach
-- them only through functions owned by portico_kernel (see the migration of sign-in).

create table users (
  id uuid primary key,
  email text not null unique check (email = lower(email) and length(email) between 3 and 254),
  name text not null default '',
  locale text not null default 'en',
  created_at timestamptz not null default now(),
  disabled_at timestamptz
);
create table sessions (
  id uuid primary key,
  user_id uuid not null references users (id),
  token_hash bytea not null unique,
  created_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  expires_at timestamptz not null,
  rotated_from uuid,
  revoked_at timestamptz,
  revoked_reason text
);
create index sessions_user on sessions (user_id);
create table sign_in_challenges (
  id uuid primary key,
  email text not null,
  link_hash bytea unique,
  code_hash bytea,
  return_path text,
  locale text not null default 'en',
  tenant_id uuid,
  attempts int not null default 0,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz
);
create index sign_in_challenges_email on sign_in_challenges (email, created_at desc);
alter table users enable row level security;
alter table users force row level security;
alter table sessions enable row level security;
alter table sessions force row level security;
alter table sign_in_challenges enable row level security;
alter table sign_in_challenges force row level security;
create policy kernel_all on users for all to portico_kernel using (true) with check (true);
create policy kernel_all on sessions for all to portico_kernel using (true) with check (true);
create policy kernel_all on sign_in_challenges for all to portico_kernel using (true) with check (true);
grant select, insert, update on users, sessions, sign_in_challenges to portico_kernel;
grant delete on sign_in_challenges to portico_kernel;

create table members (
  tenant_id uuid not null references tenants (id),
  id uuid not null,
  user_id uuid not null references users (id),
  role text not null,
  email text not null,
  display_name text not null,
  created_at timestamptz not null default now(),
  revoked_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, user_id),
  check (role in ('admin', 'success_manager', 'reviewer', 'author', 'analyst', 'auditor', 'owner', 'contributor', 'viewer'))
);
create index members_user on members (user_id);
call kernel.protect('members');
create policy kernel_all on members for all to portico_kernel using (true) with check (true);
-- Roles are the database's business too: a customer's member is made from an invitation, by a kernel function.
grant select on members to portico_app, portico_worker, portico_reader;
grant update (role, display_name, revoked_at) on members to portico_app, portico_worker;
grant select, insert, update on members to portico_kernel;

create table invitations (
  tenant_id uuid not null references tenants (id),
  id uuid not null,
  flow_id uuid,
  email text not null,
  name text not null default '',
  role text not null,
  locale text not null default 'en',
  token_hash bytea unique,
  invited_by uuid,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  opened_at timestamptz,
  accepted_at timestamptz,
  accepted_by uuid,
  revoked_at timestamptz,
  primary key (tenant_id, id)
);
call kernel.protect('invitations');
create policy kernel_all on invitations for all to portico_kernel using (true) with check (true);
grant select, insert on invitations to portico_app, portico_worker;
grant update (revoked_at, expires_at) on invitations to portico_app, portico_worker;
grant update (token_hash) on invitations to portico_worker;
grant select on invitations to portico_reader;
grant select, update on invitations to portico_kernel;

-- ---------------------------------------------------------------------------------------------------------------
-- What ancestors publish.

create table onboarding_templates (
  tenant_id uuid not null references tenants (id),
  id uuid not null,
  key text not null check (key ~ '^[a-z][a-z0-9-]{1,62}$'),
  name text not null,
  config jsonb not null,
  version int not null check (version > 0),
  status text not null default 'draft' check (status in ('draft', 'published', 'retired')),
  is_active boolean not null default false,
  created_at timestamptz not null default now(),
  published_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, key, version)
);
call kernel.protect('onboarding_templates');
create policy published_below on onboarding_templates for select to portico_app, portico_worker, portico_reader
  using (status in ('published', 'retired') and tenant_id = any ((select app.ancestor_tenants())::uuid[]));
grant select, insert, update on onboarding_templates to portico_app, portico_worker;
grant select on onboarding_templates to portico_reader;

-- A published version never changes: only its status and whether new flows use it.
create function app.keep_published() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if old.status <> 'draft' and (new.config is distinct from old.config or new.key <> old.key or new.version <> old.version
     or new.name <> old.name or new.status = 'draft') then
    raise exception 'a published template version is immutable' using errcode = '42501';
  end if;
  return new;
end $$;
create trigger keep_published before update on onboarding_templates for each row execute function app.keep_published();

create table themes (
  tenant_id uuid not null references tenants (id),
  id uuid not null,
  version int not null check (version > 0),
  name text not null check (length(name) between 1 and 80),
  mark text not null check (length(mark) between 1 and 2),
  brand text not null check (brand ~ '^#[0-9a-f]{6}$'),
  support_email text,
  is_active boolean not null default true,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, version)
);
create unique index themes_active on themes (tenant_id) where is_active;
call kernel.protect('themes');
create policy published_below on themes for select to portico_app, portico_worker, portico_reader
  using (is_active and tenant_id = any ((select app.ancestor_tenants())::uuid[]));
grant select, insert, update on themes to portico_app, portico_worker;
grant select on themes to portico_reader;

-- ---------------------------------------------------------------------------------------------------------------
-- Customers. A customer is a tenant; `customers` is its registry record, one to one, in the customer's own tenant.

create table customers (
  tenant_id uuid primary key references tenants (id),
  owner_tenant_id uuid not null,
  name text not null check (length(name) between 1 and 200),
  status text not null default 'registered' check (status in
    ('registered', 'onboarding', 'configured', 'validated', 'active', 'held', 'offboarding', 'inactive')),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  foreign key (owner_tenant_id, tenant_id) references tenant_closure (ancestor_id, descendant_id)
);
call kernel.protect('customers');
grant select, insert, update on customers to portico_app, portico_worker;
grant select on customers to portico_reader;

create table customer_profiles (
  tenant_id uuid not null references tenants (id),
  id uuid not null,
  industry text,
  size text,
  compliance_requirements text[] not null default '{}',
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id),
  foreign key (tenant_id) references customers (tenant_id)
);
call kernel.protect('customer_profiles');
grant select, insert, update on customer_profiles to portico_app, portico_worker;
grant select on customer_profiles to portico_reader;

-- One customer, many identifiers. Unique per owner and system: the refusal reveals only the owner's own registry.
create table customer_identifiers (
  tenant_id uuid not null references customers (tenant_id),
  id uuid not null,
  owner_tenant_id uuid not null,
  system text not null,
  value text not null,
  flow_id uuid,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, system),
  foreign key (owner_tenant_id, tenant_id) references tenant_closure (ancestor_id, descendant_id)
);
create unique index customer_identifiers_registry on customer_identifiers (owner_tenant_id, system, value);
call kernel.protect('customer_identifiers');
grant select, insert, delete on customer_identifiers to portico_app, portico_worker;
grant update (value) on customer_identifiers to portico_app, portico_worker;
grant select on customer_identifiers to portico_reader;

-- ---------------------------------------------------------------------------------------------------------------
-- Flows and answers. Position and progress are derived from these rows, never stored.

create table onboarding_flows (
  tenant_id uuid not null references tenants (id),
  id uuid not null,
  customer_id uuid not null,
  template_tenant_id uuid not null,
  template_id uuid not null,
  manager_tenant_id uuid,
  manager_member_id uuid,
  status text not null default 'invited' check (status in ('invited', 'in_progress', 'submitted', 'in_review',
    'changes_requested', 'approved', 'provisioning', 'done', 'held', 'cancelled')),
  config jsonb not null default '{}',
  revision int not null default 0,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  last_activity_at timestamptz not null default now(),
  submitted_at timestamptz,
  primary key (tenant_id, id),
  check (customer_id = tenant_id),
  foreign key (customer_id) references customers (tenant_id),
  -- The reach is checked before what is reached for (keys are checked in the order of their making), so that another
  -- tenant's template and one that does not exist are refused by the same key.
  foreign key (template_tenant_id, tenant_id) references tenant_closure (ancestor_id, descendant_id),
  foreign key (template_tenant_id, template_id) references onboarding_templates (tenant_id, id),
  foreign key (manager_tenant_id, tenant_id) references tenant_closure (ancestor_id, descendant_id),
  foreign key (manager_tenant_id, manager_member_id) references members (tenant_id, id)
);
create index onboarding_flows_activity on onboarding_flows (tenant_id, last_activity_at desc);
call kernel.protect('onboarding_flows');
grant select, insert on onboarding_flows to portico_app, portico_worker;
grant update (status, config, revision, updated_at, last_activity_at, submitted_at, manager_tenant_id, manager_member_id)
  on onboarding_flows to portico_app, portico_worker;
grant select on onboarding_flows to portico_reader;

alter table invitations add foreign key (tenant_id, flow_id) references onboarding_flows (tenant_id, id);
alter table customer_identifiers add foreign key (tenant_id, flow_id) references onboarding_flows (tenant_id, id);

-- data: { fieldId: { "value": … | "sealed": "…", "hash": "tenant-keyed hash" } }. status is a projection for lists.
create table onboarding_steps (
  tenant_id uuid not null references tenants (id),
  id uuid not null,
  flow_id uuid not null,
  step_name text not null,
  section_id text not null,
  task_id text not null,
  status text not null default 'not_started' check (status in ('not_started', 'in_progress', 'completed')),
  data jsonb not null default '{}',
  revision int not null default 0,
  continued_at timestamptz,
  completed_at timestamptz,
  updated_by uuid,
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, flow_id, step_name),
  foreign key (tenant_id, flow_id) references onboarding_flows (tenant_id, id)
);
call kernel.protect('onboarding_steps');
grant select, insert on onboarding_steps to portico_app, portico_worker;
grant update (status, data, revision, continued_at, completed_at, updated_by, updated_at, section_id, task_id)
  on onboarding_steps to portico_app, portico_worker;
grant select on onboarding_steps to portico_reader;

-- Facts with a time and a person: submitted, approved, provisioned, secret_revealed:<step> …
create table flow_milestones (
  tenant_id uuid not null references tenants (id),
  id uuid not null,
  flow_id uuid not null,
  name text not null,
  user_id uuid,
  at timestamptz not null default now(),
  details jsonb not null default '{}',
  withdrawn_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, flow_id) references onboarding_flows (tenant_id, id)
);
create unique index flow_milestones_current on flow_milestones (tenant_id, flow_id, name) where withdrawn_at is null;
call kernel.protect('flow_milestones');
grant select, insert on flow_milestones to portico_app, portico_worker;
grant update (withdrawn_at) on flow_milestones to portico_app, portico_worker;
grant select on flow_milestones to portico_reader;

-- ---------------------------------------------------------------------------------------------------------------
-- Provisioning: the run, one receipt per action, and the inventory of what exists because of it.

create table provisioning_runs (
  tenant_id uuid not null references tenants (id),
  id uuid not null,
  flow_id uuid not null,
  number int not null,
  status text not null default 'planned' check (status in ('planned', 'running', 'waiting', 'done', 'undoing', 'undone', 'held')),
  plan jsonb not null default '{}',
  failure jsonb,
  requested_by uuid,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  ended_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, flow_id, number),
  foreign key (tenant_id, flow_id) references onboarding_flows (tenant_id, id)
);
create unique index provisioning_runs_one_open on provisioning_runs (tenant_id, flow_id)
  where status in ('planned', 'running', 'waiting', 'undoing');
call kernel.protect('provisioning_runs');
grant select, insert on provisioning_runs to portico_app;
grant select, insert, update on provisioning_runs to portico_worker;
grant select on provisioning_runs to portico_reader;

create table provisioning_actions (
  tenant_id uuid not null references tenants (id),
  id uuid not null,
  run_id uuid not null,
  action_id text not null,
  position int not null,
  status text not null default 'waiting' check (status in
    ('waiting', 'working', 'applied', 'verified', 'failed', 'skipped', 'undoing', 'undone', 'kept', 'undo_failed')),
  attempts int not null default 0,
  receipt jsonb,
  undo_receipt jsonb,
  error jsonb,
  started_at timestamptz,
  ended_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, run_id, action_id),
  foreign key (tenant_id, run_id) references provisioning_runs (tenant_id, id)
);
call kernel.protect('provisioning_actions');
grant select on provisioning_actions to portico_app, portico_reader;
grant select, insert, update on provisioning_actions to portico_worker;

create table inventory_items (
  tenant_id uuid not null references tenants (id),
  id uuid not null,
  flow_id uuid not null,
  run_id uuid not null,
  action_id text not null,
  kind text not null,
  name text not null,
  status text not null default 'present' check (status in ('present', 'removed', 'kept', 'unknown')),
  details jsonb not null default '{}',
  created_at timestamptz not null default now(),
  ended_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, run_id, action_id, kind, name),
  foreign key (tenant_id, flow_id) references onboarding_flows (tenant_id, id),
  foreign key (tenant_id, run_id) references provisioning_runs (tenant_id, id)
);
call kernel.protect('inventory_items');
grant select on inventory_items to portico_app, portico_reader;
grant select, insert, update on inventory_items to portico_worker;

-- Keys issued to the customer: SHA-256 for look-up, a sealed copy, shown once. Never the key itself.
create table customer_keys (
  tenant_id uuid not null references tenants (id),
  id uuid not null,
  flow_id uuid not null,
  run_id uuid not null,
  action_id text not null,
  label text not null,
  key_hash bytea not null unique,
  sealed text not null,
  fingerprint text not null,
  created_at timestamptz not null default now(),
  revealed_at timestamptz,
  revealed_by uuid,
  revoked_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, run_id, action_id),
  foreign key (tenant_id, flow_id) references onboarding_flows (tenant_id, id),
  foreign key (tenant_id, run_id) references provisioning_runs (tenant_id, id)
);
call kernel.protect('customer_keys');
create policy kernel_select on customer_keys for select to portico_kernel using (true);
grant select on customer_keys to portico_app, portico_kernel;
grant update (revealed_at, revealed_by) on customer_keys to portico_app;
grant select, insert, update on customer_keys to portico_worker;
grant select (tenant_id, id, flow_id, run_id, action_id, label, fingerprint, created_at, revealed_at, revoked_at)
  on customer_keys to portico_reader;

-- ---------------------------------------------------------------------------------------------------------------
-- Machines: Portico's own API keys, and idempotent requests.

create table api_keys (
  tenant_id uuid not null references tenants (id),
  id uuid not null,
  name text not null,
  key_hash bytea not null unique,
  prefix text not null,
  scopes text[] not null,
  created_by uuid,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz,
  primary key (tenant_id, id)
);
call kernel.protect('api_keys');
create policy kernel_select on api_keys for select to portico_kernel using (true);
create policy kernel_update on api_keys for update to portico_kernel using (true) with check (true);
grant select, insert on api_keys to portico_app, portico_worker;
grant update (revoked_at) on api_keys to portico_app, portico_worker;
grant select on api_keys to portico_kernel;
grant update (last_used_at) on api_keys to portico_kernel;
grant select (tenant_id, id, name, prefix, scopes, created_by, created_at, expires_at, last_used_at, revoked_at)
  on api_keys to portico_reader;

create table idempotency_keys (
  tenant_id uuid not null references tenants (id),
  id uuid not null,
  key text not null check (length(key) between 1 and 255),
  request_hash bytea not null,
  subject_tenant_id uuid,
  subject_id uuid,
  response_status int,
  response jsonb,
  created_at timestamptz not null default now(),
  completed_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, key)
);
call kernel.protect('idempotency_keys');
grant select, insert, delete on idempotency_keys to portico_app, portico_worker;
grant update (response_status, response, completed_at, subject_tenant_id, subject_id) on idempotency_keys to portico_app, portico_worker;

-- Data keys, wrapped by the root key. AAD ties every sealed value to tenant, table, column, row and key version.
create table tenant_keys (
  tenant_id uuid not null references tenants (id),
  id uuid not null,
  purpose text not null check (purpose in ('seal', 'hash')),
  version int not null check (version > 0),
  wrapped text not null,
  root_key_id text not null,
  created_at timestamptz not null default now(),
  destroyed_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, purpose, version)
);
call kernel.protect('tenant_keys');
grant select, insert on tenant_keys to portico_app, portico_worker;

-- ---------------------------------------------------------------------------------------------------------------
-- Messages that were sent. The token inside a mail is minted when it is sent and only its hash is kept elsewhere.

create table messages (
  tenant_id uuid not null references tenants (id),
  id uuid not null,
  flow_id uuid,
  kind text not null,
  subject_id uuid,
  dedupe_key text not null,
  to_email text not null,
  locale text not null,
  status text not null default 'queued' check (status in ('queued', 'sending', 'sent', 'failed', 'dropped')),
  attempts int not null default 0,
  message_id text,
  error jsonb,
  created_at timestamptz not null default now(),
  sent_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, dedupe_key),
  foreign key (tenant_id, flow_id) references onboarding_flows (tenant_id, id)
);
call kernel.protect('messages');
grant select, insert on messages to portico_app;
grant select, insert, update on messages to portico_worker;
grant select on messages to portico_reader;

-- ---------------------------------------------------------------------------------------------------------------
-- Audit: append-only for every application role, chained per tenant; events beside it. Partitioned by month.

create table audit_logs (
  tenant_id uuid not null references tenants (id),
  id uuid not null,
  seq bigint not null,
  action text not null,
  entity_type text not null,
  entity_id uuid,
  user_id uuid,
  role text,
  "timestamp" timestamptz not null,
  details jsonb not null default '{}',
  prev_hash bytea not null,
  hash bytea not null,
  primary key (tenant_id, id, "timestamp")
) partition by range ("timestamp");
create index audit_logs_seq on audit_logs (tenant_id, seq);
create index audit_logs_entity on audit_logs (tenant_id, entity_id);
create table audit_heads (
  tenant_id uuid primary key references tenants (id),
  seq bigint not null,
  hash bytea not null
);
call kernel.protect('audit_logs');
call kernel.protect('audit_heads');
create policy kernel_select on audit_logs for select to portico_kernel using (true);
create policy kernel_insert on audit_logs for insert to portico_kernel with check (true);
create policy kernel_all on audit_heads for all to portico_kernel using (true) with check (true);
grant select on audit_logs, audit_heads to portico_app, portico_worker, portico_reader;
grant select, insert on audit_logs to portico_kernel;
grant select, insert, update on audit_heads to portico_kernel;
create trigger append_only before update or delete on audit_logs for each row execute function app.refuse_change();
create trigger append_only_truncate before truncate on audit_logs for each statement execute function app.refuse_change();

create table events (
  tenant_id uuid not null references tenants (id),
  id uuid not null,
  flow_id uuid,
  name text not null,
  user_id uuid,
  at timestamptz not null,
  details jsonb not null default '{}',
  -- The writing transaction: a folder reads only below the oldest one still open, so it never skips a late commit.
  xact xid8 not null default pg_current_xact_id(),
  primary key (tenant_id, id, at),
  foreign key (tenant_id, flow_id) references onboarding_flows (tenant_id, id)
) partition by range (at);
create index events_flow on events (tenant_id, flow_id, at);
create index events_xact on events (xact);
call kernel.protect('events');
create policy kernel_insert on events for insert to portico_kernel with check (true);
grant select on events to portico_app, portico_worker, portico_reader;
grant insert on events to portico_kernel;
create trigger append_only before update or delete on events for each row execute function app.refuse_change();
create trigger append_only_truncate before truncate on events for each statement execute function app.refuse_change();

-- Makes the partition of each month from p_from on; run by the migration, and by the owner at every start.
create procedure kernel.ensure_partitions(p_from date, p_months int)
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare parent text; month date; name text;
begin
  foreach parent in array array['audit_logs', 'events'] loop
    for i in 0..p_months - 1 loop
      month := (date_trunc('month', p_from) + make_interval(months => i))::date;
      name := parent || '_' || to_char(month, 'YYYYMM');
      if to_regclass('partitions.' || name) is null then
        execute format('create table partitions.%I partition of public.%I for values from (%L) to (%L)',
          name, parent, month::text || ' 00:00:00+00', (month + interval '1 month')::date::text || ' 00:00:00+00');
        execute format('alter table partitions.%I enable row level security', name);
        execute format('alter table partitions.%I force row level security', name);
        -- Row triggers come down from the parent by themselves, statement triggers do not.
        execute format('create trigger append_only_truncate before truncate on partitions.%I for each statement execute function app.refuse_change()', name);
      end if;
    end loop;
    name := parent || '_default';
    if to_regclass('partitions.' || name) is null then
      execute format('create table partitions.%I partition of public.%I default', name, parent);
      execute format('alter table partitions.%I enable row level security', name);
      execute format('alter table partitions.%I force row level security', name);
      execute format('create trigger append_only_truncate before truncate on partitions.%I for each statement execute function app.refuse_change()', name);
    end if;
  end loop;
end $$;
call kernel.ensure_partitions(date '2026-01-01', 36);

-- The text that the chain hashes: every column, in a fixed order, with times in UTC to the microsecond.
create function app.audit_canonical(p_row audit_logs) returns text
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_array(p_row.tenant_id, p_row.id, p_row.seq, p_row.action, p_row.entity_type, p_row.entity_id,
    p_row.user_id, p_row.role, (extract(epoch from p_row."timestamp") * 1000000)::bigint, p_row.details,
    encode(p_row.prev_hash, 'hex'))::text
$$;
grant execute on function app.audit_canonical(audit_logs) to portico_app, portico_worker, portico_reader, portico_kernel;

-- Appends one audit entry to the chain of p_tenant, in the transaction of the change. Who did it comes from the
-- signed context; the caller cannot choose. Raises 42501 for a tenant outside the context.
create function app.audit(p_tenant uuid, p_id uuid, p_action text, p_entity_type text, p_entity_id uuid, p_details jsonb)
returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  ctx app.context_parts := app.context();
  head record;
  entry public.audit_logs;
begin
  if not p_tenant = any (app.visible_tenants()) then
    raise exception 'audit outside the context' using errcode = '42501';
  end if;
  insert into public.audit_heads (tenant_id, seq, hash) values (p_tenant, 0, decode(repeat('00', 32), 'hex'))
    on conflict (tenant_id) do nothing;
  select seq, hash into head from public.audit_heads where tenant_id = p_tenant for update;
  entry.tenant_id := p_tenant;
  entry.id := p_id;
  entry.seq := head.seq + 1;
  entry.action := p_action;
  entry.entity_type := p_entity_type;
  entry.entity_id := p_entity_id;
  entry.user_id := ctx.user_id;
  entry.role := ctx.role;
  entry."timestamp" := date_trunc('microseconds', clock_timestamp());
  entry.details := coalesce(p_details, '{}');
  entry.prev_hash := head.hash;
  entry.hash := sha256(convert_to(app.audit_canonical(entry), 'UTF8'));
  insert into public.audit_logs select entry.*;
  update public.audit_heads set seq = entry.seq, hash = entry.hash where tenant_id = p_tenant;
end $$;
alter function app.audit(uuid, uuid, text, text, uuid, jsonb) owner to portico_kernel;
grant execute on function app.audit(uuid, uuid, text, text, uuid, jsonb) to portico_app, portico_worker, portico_kernel;

-- Walks the chain of one tenant and names the first bad row; null columns when all is well. The caller sees only
-- tenants of its context, because this runs with the caller's rights.
create function app.audit_verify(p_tenant uuid) returns table (entries bigint, first_bad_seq bigint, reason text)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  entry public.audit_logs;
  head record;
  expected bigint := 0;
  prev bytea := decode(repeat('00', 32), 'hex');
begin
  for entry in select * from public.audit_logs where tenant_id = p_tenant order by seq, "timestamp", id loop
    expected := expected + 1;
    if entry.seq <> expected then
      return query select expected - 1, expected, 'missing_or_duplicated'; return;
    end if;
    if entry.prev_hash <> prev then
      return query select expected - 1, expected, 'chain_broken'; return;
    end if;
    if entry.hash <> sha256(convert_to(app.audit_canonical(entry), 'UTF8')) then
      return query select expected - 1, expected, 'content_changed'; return;
    end if;
    prev := entry.hash;
  end loop;
  select h.seq, h.hash into head from public.audit_heads h where h.tenant_id = p_tenant;
  if coalesce(head.seq, 0) <> expected or (expected > 0 and head.hash <> prev) then
    return query select expected, expected + 1, 'newest_missing'; return;
  end if;
  return query select expected, null::bigint, null::text;
end $$;
grant execute on function app.audit_verify(uuid) to portico_app, portico_worker, portico_reader;

-- Appends one event. Names are `<noun>.<verb>`; details hold ids and codes, never answers or secrets.
create function app.event(p_tenant uuid, p_id uuid, p_flow_id uuid, p_name text, p_details jsonb)
returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare ctx app.context_parts := app.context();
begin
  if not p_tenant = any (app.visible_tenants()) then
    raise exception 'event outside the context' using errcode = '42501';
  end if;
  insert into public.events (tenant_id, id, flow_id, name, user_id, at, details)
    values (p_tenant, p_id, p_flow_id, p_name, ctx.user_id, clock_timestamp(), coalesce(p_details, '{}'));
end $$;
alter function app.event(uuid, uuid, uuid, text, jsonb) owner to portico_kernel;
grant execute on function app.event(uuid, uuid, uuid, text, jsonb) to portico_app, portico_worker, portico_kernel;

-- ---------------------------------------------------------------------------------------------------------------
-- Figures, folded from events by the worker. flow_stages: when each flow first reached each stage. funnel_rollups:
-- counts per owner, template version, stage and day; the owner is the partner or platform above the customer.

create table flow_stages (
  tenant_id uuid not null references tenants (id),
  flow_id uuid not null,
  stage text not null,
  reached_at timestamptz not null,
  primary key (tenant_id, flow_id, stage),
  foreign key (tenant_id, flow_id) references onboarding_flows (tenant_id, id)
);
call kernel.protect('flow_stages');
grant select on flow_stages to portico_app, portico_reader;
grant select, insert, update, delete on flow_stages to portico_worker;

create table funnel_rollups (
  tenant_id uuid not null references tenants (id),
  template_key text not null,
  template_version int not null,
  stage text not null,
  day date not null,
  flows int not null check (flows >= 0),
  primary key (tenant_id, template_key, template_version, stage, day)
);
call kernel.protect('funnel_rollups');
grant select on funnel_rollups to portico_app, portico_reader;
grant select, insert, update, delete on funnel_rollups to portico_worker;

-- ---------------------------------------------------------------------------------------------------------------
-- Plumbing without tenants.

create table ops.rate_limits (key text primary key, points int not null default 0, expire bigint);
grant select, insert, update, delete on ops.rate_limits to portico_app, portico_worker;
create table ops.fold_cursors (name text primary key, xact xid8 not null, updated_at timestamptz not null default now());
grant select, insert, update on ops.fold_cursors to portico_worker;
create table ops.executors (
  id text primary key,
  started_at timestamptz not null default now(),
  seen_at timestamptz not null default now()
);
grant select, insert, update, delete on ops.executors to portico_worker;
