import type { CheckResult } from '../check';

/** Whose group or user it is: the flow that made it. It stands in the attributes of each. */
export type DirectoryOwner = Readonly<{ flowId: string }>;

export type Group = Readonly<{ id: string; name: string; users: readonly number[] }>;
export type DirectoryUser = Readonly<{ id: number; username: string; email: string; isInvited: boolean }>;

export type Invitation = Readonly<{ username: string; email: string; name: string; groupId: string }>;

/**
 * Groups and users of an owner's Authentik. Nothing of somebody else is changed or removed: that is `already_exists`.
 * Every method fails with a `ConnectorError`.
 */
export type Authentik = Readonly<{
  /** Whether we are let in, and which rights the token has, as far as Authentik says so. Changes nothing. */
  look: () => Promise<readonly CheckResult[]>;
  /** Creates the group, or answers with it when this owner has it already. */
  createGroup: (name: string, owner: DirectoryOwner) => Promise<Group>;
  /** null when there is none of this name that is the owner's. */
  getGroup: (name: string, owner: DirectoryOwner) => Promise<Group | null>;
  /** Answers false when there was none. */
  deleteGroup: (name: string, owner: DirectoryOwner) => Promise<boolean>;
  /**
   * Creates an external user without a password in a group, and has Authentik send them the mail with which they choose
   * one; no link and no password passes through here. A repeated attempt finds the user, and sends the mail only if the
   * first one had not got as far.
   */
  inviteUser: (invitation: Invitation, owner: DirectoryOwner) => Promise<DirectoryUser>;
  deleteUser: (username: string, owner: DirectoryOwner) => Promise<boolean>;
}>;
