-- Accepting an invitation never fails over a part that its person has already, and typing goes with its own save alone.

-- As before; a part that the person has already stays one assignment, for as long as the later of the two.
grant update (expires_at) on assignments to portico_kernel;
create or replace function app.hand_over_assignments() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update public.assignments held set expires_at =
      case when held.expires_at is null or given.expires_at is null then null else greatest(held.expires_at, given.expires_at) end
    from public.assignments given
    join public.members m on m.tenant_id = given.tenant_id and m.user_id = new.accepted_by
    where given.tenant_id = new.tenant_id and given.invitation_id = new.id and given.member_id is null and given.revoked_at is null
      and held.tenant_id = given.tenant_id and held.flow_id = given.flow_id and held.scope = given.scope
      and held.scope_id = given.scope_id and held.member_id = m.id and held.revoked_at is null;
  update public.assignments a set member_id = m.id
    from public.members m
    where m.tenant_id = new.tenant_id and m.user_id = new.accepted_by
      and a.tenant_id = new.tenant_id and a.invitation_id = new.id and a.member_id is null
      and (a.revoked_at is not null or not exists (select from public.assignments held
        where held.tenant_id = a.tenant_id and held.flow_id = a.flow_id and held.scope = a.scope
          and held.scope_id = a.scope_id and held.member_id = m.id and held.revoked_at is null));
  return null;
end $$;

-- A save names who it is by; a file that leaves an answer, or a step that is opened again, is no save of what was typed.
drop trigger drop_saved_draft on onboarding_steps;
create trigger drop_saved_draft after insert or update of updated_by on onboarding_steps
  for each row when (new.updated_by is not null) execute function app.drop_saved_draft();
