-- The task of entering a webhook in the customer's own system may be given to somebody, like every other task.

-- The actions whose hooks belong to the delegate of this context: a hook's page is a step like others, and its template
-- says which action makes the hook. Empty for everybody else, who needs no list.
create function app.live_hooks() returns text[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare ctx app.context_parts := app.context();
begin
  if ctx.role is distinct from 'delegate' or ctx.flow_id is null then return '{}'; end if;
  return (select coalesce(array_agg(distinct s.value ->> 'action'), '{}')
    from public.onboarding_flows f
    join public.onboarding_templates t on t.tenant_id = f.template_tenant_id and t.id = f.template_id
    cross join lateral jsonb_path_query(t.config -> 'definition', '$.sections[*].tasks[*].steps[*] ? (@.kind == "webhook")') s(value)
    where f.tenant_id = ctx.tenant_id and f.id = ctx.flow_id and s.value ->> 'id' = any (app.live_steps()));
end $$;
alter function app.live_hooks() owner to portico_kernel;
revoke all on function app.live_hooks() from public;
grant execute on function app.live_hooks() to portico_app, portico_worker, portico_reader, portico_owner;

-- They see their hook and what was refused at it, and note how the other system calls it. What arrived stays unseen.
do $$
declare
  mine constant text := 'flow_id = (select app.context_flow()) and action_id = any ((select app.live_hooks())::text[])';
begin
  call kernel.protect_flow_part('inbound_hooks', mine, mine);
  call kernel.protect_flow_part('inbound_refusals', 'hook_id in (select h.id from public.inbound_hooks h)');
end $$;

-- What a policy cannot say, because it sees no row before the change.
create function app.guard_hook_part() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if (to_jsonb(new) - 'external_id') <> (to_jsonb(old) - 'external_id') then
    raise exception 'a delegate notes the id of a hook, and changes nothing else of it' using errcode = '42501';
  end if;
  return new;
end $$;
create trigger guard_hook_part before update on inbound_hooks
  for each row when (app.narrow_role() is not null) execute function app.guard_hook_part();
