export { addMember, addMemberInput, type AddedMember, type AddMemberInput } from './add-member';
export { changeMemberRole, revokeMember } from './change-member';
export { homeOf, type Home } from './home-of';
export { invitePerson, invitePersonInput, type InvitePersonInput } from './invite-person';
export { listInvitations, type InvitationRow, type InvitationStatus } from './list-invitations';
export { listMembers, type MemberRow } from './list-members';
export { resendInvitation } from './resend-invitation';
export { revokeInvitation } from './revoke-invitation';
