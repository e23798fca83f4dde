import { liveRegionIds } from './live-region-ids';

/** The two places from which the page speaks: they exist empty from the start, or nobody hears the first message. */
export const LiveRegions = () => (
  <div className="live-regions">
    <div id={liveRegionIds.polite} role="status" aria-live="polite" aria-atomic="true" />
    <div id={liveRegionIds.assertive} role="alert" aria-live="assertive" aria-atomic="true" />
  </div>
);
