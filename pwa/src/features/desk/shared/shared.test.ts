import { mount } from '@vue/test-utils'
import { defineComponent, h, nextTick } from 'vue'
import { createMemoryHistory, createRouter, RouterView } from 'vue-router'
import { afterEach, describe, expect, it, vi } from 'vitest'

import DeskTable from './DeskTable.vue'
import { useFilters, type Filters } from './filters'
import Pager from './Pager.vue'
import SearchBox from './SearchBox.vue'

function routerAt(component: object) {
  return createRouter({ history: createMemoryHistory(), routes: [{ path: '/:rest(.*)*', component }] })
}

describe('filters', () => {
  it('live in the URL, leave defaults out of it, and begin a new list on its first page', async () => {
    let filters: Filters<{ state: string; q: string; page: string }> | null = null
    const Page = defineComponent({
      setup() {
        filters = useFilters({ state: 'all', q: '', page: '1' })
        return () => h('p')
      },
    })
    const router = routerAt(Page)
    await router.push('/desk/forms?page=3&state=late&other=x')
    mount(Page, { global: { plugins: [router] } })
    expect(filters!.values.value).toEqual({ state: 'late', q: '', page: '3' })
    filters!.set({ q: '茶' })
    await new Promise((done) => setTimeout(done))
    expect(router.currentRoute.value.query).toEqual({ state: 'late', q: '茶' })
    filters!.set({ page: '2' })
    await new Promise((done) => setTimeout(done))
    expect(router.currentRoute.value.query).toEqual({ state: 'late', q: '茶', page: '2' })
  })

  it('take only words they know', async () => {
    let filters: Filters<{ state: readonly ['all', 'late'] }> | null = null
    const Page = defineComponent({
      setup() {
        filters = useFilters({ state: ['all', 'late'] })
        return () => h('p')
      },
    })
    const router = routerAt(Page)
    await router.push('/desk/forms?state=nonsense')
    mount(Page, { global: { plugins: [router] } })
    expect(filters!.values.value).toEqual({ state: 'all' })
    await router.push('/desk/forms?state=late')
    expect(filters!.values.value).toEqual({ state: 'late' })
  })
})

describe('the search', () => {
  afterEach(() => void vi.useRealTimers())

  it('does not call back who has gone to another page before it was asked', async () => {
    vi.useFakeTimers()
    const Page = defineComponent({
      setup() {
        const filters = useFilters({ q: '' })
        return () => h(SearchBox, { value: filters.values.value.q, label: '鉴定站', onSearch: (q: string) => filters.set({ q }) })
      },
    })
    let arrive = (_: object) => {}
    const router = createRouter({
      history: createMemoryHistory(),
      routes: [
        { path: '/desk/forms', component: Page },
        { path: '/desk/forms/1', component: () => new Promise<object>((done) => (arrive = done)) as never },
      ],
    })
    await router.push('/desk/forms')
    const page = mount(RouterView, { global: { plugins: [router] } })
    await page.find('input').setValue('海峡')
    await vi.advanceTimersByTimeAsync(1000)
    expect(router.currentRoute.value.query).toEqual({ q: '海峡' })
    await page.find('input').setValue('海峡烹饪')
    const going = router.push('/desk/forms/1')
    await vi.advanceTimersByTimeAsync(1000)
    arrive({ render: () => h('p', '督导情况表') })
    await going
    expect(router.currentRoute.value.path).toBe('/desk/forms/1')
  })
})

describe('the table', () => {
  const rows = [{ id: 'a' }, { id: 'b' }]
  const make = async (more: object = {}) => {
    const router = routerAt({ render: () => null })
    await router.push('/desk')
    const table = mount(DeskTable, {
      attachTo: document.body,
      props: { columns: [{ key: 'name', label: '姓名', sort: 'name' }, { key: 'x', label: '状态' }], rows, rowKey: (row: object) => (row as { id: string }).id, caption: '名单', link: (row: object) => `/desk/${(row as { id: string }).id}`, ...more },
      slots: { name: ({ row }: { row: object }) => (row as { id: string }).id },
      global: { plugins: [router] },
    })
    return { router, table }
  }

  it('opens a row by a click anywhere on it', async () => {
    const { router, table } = await make()
    await table.findAll('tbody tr')[1]!.trigger('click')
    await new Promise((done) => setTimeout(done))
    expect(router.currentRoute.value.path).toBe('/desk/b')
    table.unmount()
  })

  it('walks through the rows with the arrow keys', async () => {
    const { table } = await make()
    const links = table.findAll<HTMLElement>('.row-link')
    links[0]!.element.focus()
    await links[0]!.trigger('keydown', { key: 'ArrowDown' })
    await nextTick()
    expect(document.activeElement).toBe(links[1]!.element)
    table.unmount()
  })

  it('says how it is sorted and turns the order', async () => {
    const { table } = await make({ sort: '-name' })
    expect(table.get('th').attributes('aria-sort')).toBe('descending')
    await table.get('th button').trigger('click')
    expect(table.emitted('sort')).toEqual([['name']])
    table.unmount()
  })
})

describe('the pager', () => {
  it('says the range in words and offers pages around this one', () => {
    const pager = mount(Pager, { props: { page: 5, perPage: 9, total: 100 } })
    expect(pager.text()).toContain('第 37–45 条，共 100 条')
    expect(pager.findAll('.pg').map((one) => one.text()).filter(Boolean)).toEqual(['3', '4', '5', '6', '7', '8'])
    expect(pager.get('[aria-current=page]').text()).toBe('5')
  })
})
