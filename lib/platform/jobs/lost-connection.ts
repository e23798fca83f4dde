/** SQLSTATE of a server that goes, comes or is full, and of two that stood in each other's way. */
const passingStates = /^(08...|57P0[1-5]|53[0-3]00|40001|40P01)$/;
/** The same as the client libraries and the system call it. */
const passingCodes: ReadonlySet<string> = new Set([
  'P1001',
  'P1002',
  'P1008',
  'P1017',
  'P2024',
  'P2028',
  'P2034',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'DatabaseNotReachable',
  'ConnectionClosed',
  'SocketTimeout',
  'TooManyConnections',
  'TransactionWriteConflict',
]);
const passingWords =
  /connection terminated|server closed the connection|terminating connection|can't reach database|the database system is/i;
const depthMax = 5;

/** Whether an error says that the database was away, full or busy with somebody else: what waiting alone can mend. */
export function isLostConnection(error: unknown, depth = 0): boolean {
  if (typeof error !== 'object' || error === null || depth > depthMax) return false;
  const parts = { ...error, ...(error instanceof Error ? { message: error.message, cause: error.cause } : {}) };
  return Object.entries(parts).some(([name, value]) => {
    if (typeof value !== 'string') return isLostConnection(value, depth + 1);
    if (name === 'message') return passingWords.test(value);
    return ['code', 'originalCode', 'kind'].includes(name) && (passingCodes.has(value) || passingStates.test(value));
  });
}
