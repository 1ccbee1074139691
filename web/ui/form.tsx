import type { ComponentProps, ReactElement } from 'react'

/** A form that is answered on the page: what sends it never leaves for another. */
export const Form = ({
  onSubmit,
  ...rest
}: Omit<ComponentProps<'form'>, 'onSubmit'> & { readonly onSubmit: () => void }): ReactElement => (
  <form
    {...rest}
    onSubmit={(event) => {
      event.preventDefault()
      onSubmit()
    }}
  />
)
