import { useNavigate } from '@tanstack/react-router'
import { useEffect } from 'react'
import { isForPage } from '../ui/keys.ts'

/** After `g`, a second key within this time names a page. */
const withinMs = 1200

const places = { l: '/library', r: '/runs', q: '/questions', o: '/overview' } as const

/** `g l`: library, `g r`: runs … Heard before the page hears its own keys, which must not take the second half. */
export function useGoKeys(): void {
  const navigate = useNavigate()
  useEffect(() => {
    let begunAt = 0
    const listen = (event: KeyboardEvent): void => {
      if (!isForPage(event)) return
      const begun = Date.now() - begunAt < withinMs
      begunAt = event.key === 'g' ? Date.now() : 0
      if (!begun || !isPlace(event.key)) return
      event.preventDefault()
      event.stopImmediatePropagation()
      void navigate({ to: places[event.key] })
    }
    document.addEventListener('keydown', listen, { capture: true })
    return () => document.removeEventListener('keydown', listen, { capture: true })
  }, [navigate])
}

const isPlace = (key: string): key is keyof typeof places => Object.hasOwn(places, key)
