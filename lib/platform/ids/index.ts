export { createUuidv7, isUuid, uuidTime, uuidv7 } from './uuidv7';
