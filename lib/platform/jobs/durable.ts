/** Arguments of a workflow: identifiers only, because the engine stores them in plain JSON. */
export type JobArgs = Readonly<Record<string, string>>;

/**
 * What a workflow may rely on. A `step` that has finished is not run again after a crash: its answer is replayed. The
 * step in flight when the process died runs again, so every step must bear running twice. Answers of steps are stored
 * in plain JSON: ids and codes, never values that people entered. `sleep` survives a crash as well.
 */
export type Durable = Readonly<{
  step: <T>(name: string, work: () => Promise<T>) => Promise<T>;
  sleep: (ms: number) => Promise<void>;
}>;

export type Workflow = (durable: Durable, args: JobArgs) => Promise<void>;

/** Says what has become of what a workflow worked for, once that was given up: whoever waits for it is not to wait on. */
export type GivenUp = (args: JobArgs) => Promise<void>;

/** Runs a workflow without an engine: nothing is remembered, and it does not wait. For tests and for scripts. */
export const immediate: Durable = {
  step: (_name, work) => work(),
  sleep: () => Promise.resolve(),
};
