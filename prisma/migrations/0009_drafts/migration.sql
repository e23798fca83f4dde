-- What a person is typing: not an answer yet, perhaps half a word and perhaps wrong. Kept so that nothing is lost when the
-- connection, the session or the server goes; seen by the one who typed it and by nobody else, also not in their own tenant.

-- data: { fieldId: { inputName: text | [text] } }, as the controls hold it; bases: { fieldId: hash of the answer that the
-- page showed when the person began to change it }. Never a secret: app.draftable_fields leaves those out.
create table step_drafts (
  tenant_id uuid not null references tenants (id),
  flow_id uuid not null,
  step_name text not null check (length(step_name) between 1 and 100),
  item_id text not null default '' check (length(item_id) <= 100),
  user_id uuid not null,
  data jsonb not null check (jsonb_typeof(data) = 'object' and octet_length(data::text) <= 400000),
  bases jsonb not null default '{}' check (jsonb_typeof(bases) = 'object' and octet_length(bases::text) <= 100000),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, flow_id, step_name, item_id, user_id),
  foreign key (tenant_id, flow_id) references onboarding_flows (tenant_id, id)
);
create index step_drafts_age on step_drafts (updated_at);
call kernel.protect('step_drafts');
-- The wall around the tenant is not enough here: colleagues do not read over each other's shoulder.
create policy own_only on step_drafts as restrictive for all to portico_app, portico_worker, portico_reader
  using (user_id = (select app.context_user())) with check (user_id = (select app.context_user()));
create policy kernel_all on step_drafts for all to portico_kernel using (true) with check (true);
grant select, insert, delete on step_drafts to portico_app;
grant update (data, bases, updated_at) on step_drafts to portico_app;
grant select on step_drafts to portico_worker;
grant select, insert, update, delete on step_drafts to portico_kernel;

-- The fields of a step (or of the items on it) whose typing may be kept; null when the version has no such step. The
-- database decides this, so that no caller can keep a secret by mistake.
create function app.draftable_fields(p_template_tenant uuid, p_template uuid, p_step text) returns text[]
language sql stable set search_path = pg_catalog, pg_temp as $$
  select case when count(s.value) > 0 then coalesce((
      select array_agg(field.value ->> 'id')
      from (
        select f.value from jsonb_path_query(jsonb_agg(s.value), '$[*].fields[*]') f(value)
        union all
        select f.value from jsonb_path_query(jsonb_agg(s.value), '$[*].fields[*].fields[*]') f(value)
      ) field
      where coalesce(field.value ->> 'type', '') not in ('secret', 'upload') and field.value ->> 'class' is distinct from 'secret'),
    '{}') end
  from public.onboarding_templates t
  cross join lateral jsonb_path_query(t.config -> 'definition', '$.sections[*].tasks[*].steps[*] ? (@.id == $step)',
    jsonb_build_object('step', p_step)) s(value)
  where t.tenant_id = p_template_tenant and t.id = p_template
$$;
grant execute on function app.draftable_fields(uuid, uuid, text) to portico_app, portico_kernel;

-- Puts typing beside what is kept already, field by field; what may not be kept is left out in silence. Answers
-- { outcome: kept, at, timeZone } | too_much.
create function app.put_draft(p_tenant uuid, p_flow uuid, p_step text, p_item text, p_user uuid, p_fields text[], p_data jsonb,
  p_bases jsonb) returns jsonb
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  kept_data jsonb;
  kept_bases jsonb;
  at timestamptz := clock_timestamp();
begin
  select coalesce(jsonb_object_agg(d.key, d.value), '{}') into kept_data from jsonb_each(p_data) d where d.key = any (p_fields);
  select coalesce(jsonb_object_agg(b.key, b.value), '{}') into kept_bases from jsonb_each(p_bases) b where b.key = any (p_fields);
  if octet_length(kept_data::text) > 200000 or octet_length(kept_bases::text) > 50000 or length(p_item) > 100
     or (select count(*) from public.step_drafts d where d.tenant_id = p_tenant and d.flow_id = p_flow and d.user_id = p_user) > 500 then
    return jsonb_build_object('outcome', 'too_much');
  end if;
  insert into public.step_drafts as d (tenant_id, flow_id, step_name, item_id, user_id, data, bases, created_at, updated_at)
    values (p_tenant, p_flow, p_step, p_item, p_user, kept_data, kept_bases, at, at)
    on conflict (tenant_id, flow_id, step_name, item_id, user_id)
    do update set data = d.data || excluded.data, bases = d.bases || excluded.bases, updated_at = excluded.updated_at;
  return jsonb_build_object('outcome', 'kept', 'at', at,
    'timeZone', (select t.time_zone from public.tenants t where t.id = p_tenant));
end $$;
grant execute on function app.put_draft(uuid, uuid, text, text, uuid, text[], jsonb, jsonb) to portico_app, portico_kernel;

-- Keeps what the person of this context is typing, in one round trip. Answers { outcome: kept, at, timeZone }, not_found
-- for a flow or step that is not there for them, or too_much.
create function app.save_draft(p_ctx text, p_flow uuid, p_step text, p_item text, p_data jsonb, p_bases jsonb) returns jsonb
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  flow record;
  fields text[];
begin
  perform app.use_context(p_ctx);
  select f.tenant_id, f.template_tenant_id, f.template_id into flow from public.onboarding_flows f where f.id = p_flow;
  if not found or app.context_user() is null then return jsonb_build_object('outcome', 'not_found'); end if;
  fields := app.draftable_fields(flow.template_tenant_id, flow.template_id, p_step);
  if fields is null then return jsonb_build_object('outcome', 'not_found'); end if;
  return app.put_draft(flow.tenant_id, p_flow, p_step, p_item, app.context_user(), fields, p_data, p_bases);
end $$;
grant execute on function app.save_draft(text, uuid, text, text, jsonb, jsonb) to portico_app;

-- Keeps a page that was sent with a session that has run out, for the person whose session it was. They have to sign in
-- before they see it again, and nothing is answered but whether it was kept: the token opens nothing any more. A session
-- that somebody ended (its person, or an administrator) keeps nothing, neither does one that ran out more than thirty days
-- ago, nor one of somebody who may not answer this flow now. Answers kept, or null.
create function app.park_draft(p_token_hash bytea, p_flow uuid, p_step text, p_item text, p_data jsonb, p_bases jsonb) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  person uuid;
  flow record;
  fields text[];
begin
  select s.user_id into person from public.sessions s join public.users u on u.id = s.user_id
    where s.token_hash = p_token_hash and u.disabled_at is null
      and (s.revoked_at is null or s.revoked_reason = 'rotated')
      and coalesce(s.revoked_at, s.expires_at) > clock_timestamp() - interval '30 days';
  if not found then return null; end if;
  select f.tenant_id, f.template_tenant_id, f.template_id into flow from public.onboarding_flows f
    where f.id = p_flow and exists (select from public.members m where m.tenant_id = f.tenant_id and m.user_id = person
      and m.revoked_at is null and m.role in ('owner', 'contributor'));
  if not found then return null; end if;
  fields := app.draftable_fields(flow.template_tenant_id, flow.template_id, p_step);
  if fields is null then return null; end if;
  if app.put_draft(flow.tenant_id, p_flow, p_step, p_item, person, fields, p_data, p_bases) ->> 'outcome' <> 'kept' then
    return null;
  end if;
  return 'kept';
end $$;
alter function app.park_draft(bytea, uuid, text, text, jsonb, jsonb) owner to portico_kernel;
revoke all on function app.park_draft(bytea, uuid, text, text, jsonb, jsonb) from public;
grant execute on function app.park_draft(bytea, uuid, text, text, jsonb, jsonb) to portico_app;

-- What was saved is no draft any more: it goes in the same transaction, so neither is ever there without the other.
create function app.drop_saved_draft() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op = 'INSERT' or new.revision <> old.revision then
    delete from public.step_drafts d where d.tenant_id = new.tenant_id and d.flow_id = new.flow_id
      and d.step_name = new.step_name and d.item_id = '' and d.user_id = new.updated_by;
  end if;
  return null;
end $$;
alter function app.drop_saved_draft() owner to portico_kernel;
revoke all on function app.drop_saved_draft() from public;
create trigger drop_saved_draft after insert or update on onboarding_steps
  for each row when (new.updated_by is not null) execute function app.drop_saved_draft();

-- Forgets drafts that nobody has touched for so many days; the worker calls it now and then. Answers how many went.
create function app.drafts_purge(p_days int) returns int
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare gone int;
begin
  delete from public.step_drafts where updated_at < clock_timestamp() - make_interval(days => greatest(p_days, 1));
  get diagnostics gone = row_count;
  return gone;
end $$;
alter function app.drafts_purge(int) owner to portico_kernel;
revoke all on function app.drafts_purge(int) from public;
grant execute on function app.drafts_purge(int) to portico_worker;
