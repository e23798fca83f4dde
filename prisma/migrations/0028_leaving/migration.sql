-- Leaving without holes: a wish keeps what was agreed to as it was shown, and nothing secret comes back to what has been
-- taken away.

-- What goes and what stays as whoever agreed has seen it; it begins with exactly that.
alter table offboardings add column agreed_effects jsonb;
alter table offboardings add constraint offboardings_agreed check (
  not needs_approval or status not in ('running', 'held', 'done') or agreed_effects is not null);
grant update (agreed_effects) on offboardings to portico_app;

-- A replaced credential is passed on outside of any transaction. While somebody may be doing so, nobody can agree to a
-- customer's leaving, and once the customer is leaving nobody can begin. One row for each credential of a flow; the lease
-- ends by itself, so that a worker that died holds nobody up.
create table credential_renewals (
  tenant_id uuid not null references tenants (id),
  id uuid not null,
  flow_id uuid not null,
  name text not null check (length(name) between 1 and 100),
  holder text not null check (length(holder) between 1 and 200),
  begun_at timestamptz not null,
  lease_until timestamptz not null,
  ended_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, flow_id) references onboarding_flows (tenant_id, id)
);
create unique index credential_renewals_one on credential_renewals (tenant_id, flow_id, name);
call kernel.protect('credential_renewals');
grant select on credential_renewals to portico_app, portico_worker, portico_reader;
grant insert, update on credential_renewals to portico_worker;

-- The last word on secrets: none is kept for a flow whose customer has left, and none is put into our own store once a
-- flow is being taken away. The lock makes the one who stores wait for the one who destroys, and the other way round.
create function app.guard_secrets_of_leavers() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if new.sealed is null or current_user not in ('portico_app', 'portico_worker') then return new; end if;
  perform from public.onboarding_flows f where f.tenant_id = new.tenant_id and f.id = new.flow_id for no key update;
  if tg_table_name = 'credentials' and exists (select from public.flow_milestones m
      where m.tenant_id = new.tenant_id and m.flow_id = new.flow_id and m.name = 'offboarded' and m.withdrawn_at is null) then
    raise exception 'a credential for somebody who has left' using errcode = '23514';
  end if;
  if tg_table_name = 'stored_secrets' and exists (select from public.provisioning_runs r
      where r.tenant_id = new.tenant_id and r.flow_id = new.flow_id and r.kind = 'offboarding') then
    raise exception 'a secret for something that is being taken away' using errcode = '23514';
  end if;
  return new;
end $$;
create trigger guard_leavers before insert or update of sealed on credentials
  for each row execute function app.guard_secrets_of_leavers();
create trigger guard_leavers before insert or update of sealed on stored_secrets
  for each row execute function app.guard_secrets_of_leavers();
