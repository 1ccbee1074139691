import { Link } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { Empty } from '../ui/states.tsx'

export const Lost = (): ReactElement => (
  <Empty icon="search" title="There is no such page">
    <p>
      <Link to="/library" className="link">
        Go to the library
      </Link>
    </p>
  </Empty>
)
