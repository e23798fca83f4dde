export { listen, type Listener } from './listen';
export { recordEvent, type EventEntry } from './record-event';
