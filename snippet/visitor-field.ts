/** What the visitor id is called on forms, carts and orders, unless the page names it otherwise. */
export const visitorField = 'pathworth_visitor'
