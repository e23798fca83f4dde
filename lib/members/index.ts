export { addStaffMember, addStaffMemberInput } from './add-staff-member';
export { changeMemberRole, revokeMember } from './change-member';
export { homeOf, type Home } from './home-of';
export { inviteMember, inviteMemberInput } from './invite-member';
export { listMembers, type InvitationRow, type MemberRow } from './list-members';
export { resendInvitation } from './resend-invitation';
export { revokeInvitation } from './revoke-invitation';
