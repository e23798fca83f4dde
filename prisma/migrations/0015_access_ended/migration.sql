-- For people who took part in a flow and do not any more, and for delegates whose session runs out in the middle of a page.

-- Whether the person of this session had a part in this flow that was taken back or has run out. For a flow that they never
-- had to do with it answers what it answers for one that does not exist.
create function app.access_ended(p_token_hash bytea, p_flow uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (
    select from public.sessions s
    join public.members m on m.user_id = s.user_id
    join public.onboarding_flows f on f.tenant_id = m.tenant_id and f.id = p_flow
    where s.token_hash = p_token_hash and s.revoked_at is null and s.expires_at > clock_timestamp()
      and (m.revoked_at is not null or (m.role = 'delegate' and exists (select from public.assignments a
        where a.tenant_id = m.tenant_id and a.flow_id = f.id and a.member_id = m.id))))
$$;
alter function app.access_ended(bytea, uuid) owner to portico_kernel;
revoke all on function app.access_ended(bytea, uuid) from public;
grant execute on function app.access_ended(bytea, uuid) to portico_app;

-- As before; a delegate's page is kept while it is assigned to them.
create or replace function app.park_draft(p_token_hash bytea, p_flow uuid, p_step text, p_item text, p_data jsonb, p_bases jsonb)
returns text language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
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
      and m.revoked_at is null and (m.role in ('owner', 'contributor') or (m.role = 'delegate' and exists (
        select from public.assignments a where a.tenant_id = m.tenant_id and a.flow_id = f.id and a.member_id = m.id
          and p_step = any (a.step_names) and a.revoked_at is null
          and (a.expires_at is null or a.expires_at > clock_timestamp())))));
  if not found then return null; end if;
  fields := app.draftable_fields(flow.template_tenant_id, flow.template_id, p_step);
  if fields is null then return null; end if;
  if app.put_draft(flow.tenant_id, p_flow, p_step, p_item, person, fields, p_data, p_bases) ->> 'outcome' <> 'kept' then
    return null;
  end if;
  return 'kept';
end $$;
