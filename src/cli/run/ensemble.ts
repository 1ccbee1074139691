import type { DrivenRun } from '../../driver/driven-run.ts'
import type { Bell } from './bell.ts'
import type { Narrator } from './narrator.ts'

/** Whoever shows one run of several. */
export type Player = { readonly driver: DrivenRun; readonly narrator: Narrator }

/**
 * A run and the runs its steps asked for, each with whoever shows it. A run that begins is heard from its first
 * fact on; one that has ended is there until everything of it has been told.
 */
export class Ensemble<P extends Player> {
  readonly #root: P
  readonly #bell: Bell
  readonly #join: (driver: DrivenRun, around: P) => P
  readonly #players = new Map<DrivenRun, P>()
  readonly #leave: (() => void)[] = []
  #came = false

  constructor(root: P, bell: Bell, join: (driver: DrivenRun, around: P) => P) {
    this.#root = root
    this.#bell = bell
    this.#join = join
    this.#leave.push(bell.add(() => this.#came))
    this.#add(root)
  }

  /** Everybody there is, those of a run before those of the runs inside it. */
  get players(): readonly P[] {
    return [...this.#players.values()]
  }

  /** Tells everything there is to tell. */
  async tell(): Promise<void> {
    this.#came = false
    for (const player of this.players) {
      await player.narrator.tell()
      if (player === this.#root || !player.narrator.stopped) continue
      player.narrator.close()
      this.#players.delete(player.driver)
    }
  }

  close(): void {
    for (const leave of this.#leave) leave()
    for (const { narrator } of this.players) narrator.close()
  }

  #add(player: P): void {
    this.#players.set(player.driver, player)
    const look = () => {
      for (const driver of player.driver.children.driven.values()) {
        if (this.#players.has(driver)) continue
        this.#add(this.#join(driver, player))
        this.#came = true
      }
      this.#bell.ring()
    }
    this.#leave.push(player.driver.children.watch(look))
    look()
  }
}
