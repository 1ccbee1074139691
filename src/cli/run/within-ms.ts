/**
 * What comes first of these, or undefined when nothing comes in time; without a time it waits for one of them. The
 * clock is stopped in any case: one that still ran would keep the process from ending.
 */
export async function withinMs<T>(
  ms: number | undefined,
  any: readonly Promise<T | void>[],
): Promise<T | undefined> {
  let clock: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<undefined>((resolve) => {
    if (ms !== undefined) clock = setTimeout(() => resolve(undefined), ms)
  })
  try {
    return (await Promise.race([...any, late])) ?? undefined
  } finally {
    clearTimeout(clock)
  }
}
