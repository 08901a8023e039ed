/** One thing that the demo shop sells; amounts in cents, the price with 20 % tax inside. */
export interface Product {
  id: string
  name: string
  category: string
  price: number
  costOfGoods: number
  /** One sentence for the product page. */
  text: string
  /** Two colours of its picture. */
  colours: readonly [string, string]
}

/** "Lantern & Pine": what one takes along to sleep outside. Prices are awkward on purpose. */
export const CATALOGUE: readonly Product[] = [
  {
    id: 'mug',
    name: 'Enamel mug',
    category: 'Kitchen',
    price: 1999,
    costOfGoods: 612,
    text: 'Takes 350 ml of coffee and any number of falls.',
    colours: ['#2f6f73', '#e9f1ee'],
  },
  {
    id: 'lantern',
    name: 'Storm lantern',
    category: 'Light',
    price: 4995,
    costOfGoods: 1740,
    text: 'Burns twenty hours on one filling, and through most weathers.',
    colours: ['#c4661f', '#fbeedd'],
  },
  {
    id: 'headlamp',
    name: 'Headlamp 400',
    category: 'Light',
    price: 3449,
    costOfGoods: 1293,
    text: '400 lumens for the path, a red light for the tent.',
    colours: ['#b3402e', '#fae6e1'],
  },
  {
    id: 'blanket',
    name: 'Wool blanket',
    category: 'Sleep',
    price: 8990,
    costOfGoods: 3880,
    text: 'Woven from new wool, 140 by 200 cm, warm when damp.',
    colours: ['#7a4b63', '#f5e9ef'],
  },
  {
    id: 'tent',
    name: 'Two-person tent',
    category: 'Sleep',
    price: 27949,
    costOfGoods: 13120,
    text: 'Stands in four minutes, weighs 1.9 kg, keeps 4,000 mm of rain out.',
    colours: ['#3f6b35', '#eaf3e4'],
  },
  {
    id: 'stove',
    name: 'Gas stove',
    category: 'Kitchen',
    price: 5995,
    costOfGoods: 2437,
    text: 'Boils a litre in three and a half minutes.',
    colours: ['#3a5687', '#e6ecf7'],
  },
  {
    id: 'knife',
    name: 'Folding knife',
    category: 'Kitchen',
    price: 2895,
    costOfGoods: 1049,
    text: 'Carbon steel, beech handle, opens with one hand.',
    colours: ['#6b4a2b', '#f4ebe0'],
  },
  {
    id: 'socks',
    name: 'Hiking socks, three pairs',
    category: 'Wear',
    price: 3333,
    costOfGoods: 1111,
    text: 'Merino where it is cold, nylon where it wears.',
    colours: ['#8a6d1f', '#f8f2dc'],
  },
]

export function productById(id: string): Product | undefined {
  return CATALOGUE.find((product) => product.id === id)
}

export const SHOP_CURRENCY = 'EUR'
export const SHOP_TIME_ZONE = 'Europe/Paris'
