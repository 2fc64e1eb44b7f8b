#include <float.h>
#include <string.h>

#include "distance.h"
#include "nearest.h"

// What may be among the nearest rows of a query.

enum { FEW = 4 };

static float at_most(const ck_candidates *c, float distance) {
  return distance * (1.0f + 3.0f * c->searched->relative);
}

// The same for a rank of a few, in one pass.
static float smallest_few(const float *v, int64_t n, int64_t rank) {
  float least[FEW];
  for (int64_t i = 0; i <= rank; i++) least[i] = FLT_MAX;
  for (int64_t i = 0; i < n; i++) {
    if (v[i] >= least[rank]) continue;
    int64_t at = rank;
    for (; at > 0 && least[at - 1] > v[i]; at--) least[at] = least[at - 1];
    least[at] = v[i];
  }
  return least[rank];
}

// The `rank`-th smallest (from 0) of n floats, which change their order.
static float smallest(float *v, int64_t n, int64_t rank) {
  if (rank < FEW) return smallest_few(v, n, rank);
  int64_t low = 0, high = n - 1;
  while (low < high) {
    float a = v[low], b = v[low + (high - low) / 2], e = v[high];
    float pivot = a < b ? (b < e ? b : (a < e ? e : a)) : (a < e ? a : (b < e ? e : b));
    int64_t i = low, j = high;
    while (i <= j) {
      while (v[i] < pivot) i++;
      while (v[j] > pivot) j--;
      if (i <= j) {
        float t = v[i];
        v[i++] = v[j], v[j--] = t;
      }
    }
    if (rank <= j)
      high = j;
    else if (rank >= i)
      low = i;
    else
      break;
  }
  return v[rank];
}

// Into the sorted list of the nearest, if it is nearer than the last of them.
static void insert(ck_candidates *c, ck_query *q, float distance, int32_t index) {
  int64_t n = q->kept;
  if (n == c->neighbours) {
    float last = q->distances[n - 1];
    if (distance > last || (distance == last && index > q->indices[n - 1])) return;
    n--;
  }
  int64_t at = n;
  while (at > 0 && (q->distances[at - 1] > distance ||
                    (q->distances[at - 1] == distance && q->indices[at - 1] > index))) {
    q->distances[at] = q->distances[at - 1];
    q->indices[at] = q->indices[at - 1];
    at--;
  }
  q->distances[at] = distance;
  q->indices[at] = index;
  q->kept = n + 1;
}

static void lower(ck_candidates *c, ck_query *q) {
  if (q->kept < c->neighbours) return;
  float limit = at_most(c, q->distances[c->neighbours - 1]) - q->base;
  if (limit < q->limit) q->limit = limit;
}

static CK_FUNCTION(float, distance_of, (const float *x, const float *y, int64_t width),
                   (x, y, width)) {
  return ck_squared_distance(x, y, width);
}

static void again(ck_candidates *c, ck_query *q, float least, int32_t index) {
  if (least > q->limit) return;
  for (int64_t g = 0; g < q->guessed; g++)
    if (q->guesses[g] == index) return;
  const ck_searched *s = c->searched;
  c->again++;
  insert(c, q, distance_of(q->x, s->x + (int64_t)index * s->width, s->width), index);
  lower(c, q);
}

void ck_guess(ck_candidates *c, ck_query *q) {
  const ck_searched *s = c->searched;
  for (int64_t g = 0; g < q->guessed; g++)
    insert(c, q, distance_of(q->x, s->x + (int64_t)q->guesses[g] * s->width, s->width),
           q->guesses[g]);
  lower(c, q);
}

CK_FUNCTION(void, ck_settle_directly, (ck_candidates *c, ck_query *q), (c, q)) {
  const ck_searched *s = c->searched;
  for (int64_t i = 0; i < s->count; i++) {
    if (c->excluding_self && i == q->number) continue;
    insert(c, q, ck_squared_distance(q->x, s->x + i * s->width, s->width), (int32_t)i);
  }
}

static void drop(ck_query *q) {
  int64_t n = 0;
  for (int64_t i = 0; i < q->held; i++)
    if (q->least[i] <= q->limit) q->least[n] = q->least[i], q->which[n++] = q->which[i];
  q->held = n;
}

static void drop_self(ck_candidates *c, ck_query *q) {
  if (!c->excluding_self) return;
  for (int64_t i = 0; i < q->held; i++)
    if (q->which[i] == q->number) {
      q->held--;
      q->least[i] = q->least[q->held], q->which[i] = q->which[q->held];
      return;
    }
}

// As many candidates as are sought are no farther than their greatest possible distances.
static void tighten(ck_candidates *c, ck_query *q) {
  drop_self(c, q);
  // A handful is sorted sooner than selected from.
  if (q->held > 3 * c->neighbours + 16) {
    float *most = (float *)c->keys;
    for (int64_t i = 0; i < q->held; i++)
      most[i] = q->least[i] + 2 * (c->searched->slack[q->which[i]] + q->slack);
    float limit = at_most(c, q->base + smallest(most, q->held, c->neighbours - 1)) - q->base;
    if (limit < q->limit) q->limit = limit;
  }
  drop(q);
}

void ck_make_room(ck_candidates *c, ck_query *q) {
  tighten(c, q);
  if (q->held > c->capacity / 2) {
    for (int64_t i = 0; i < q->held; i++) again(c, q, q->least[i], q->which[i]);
    q->held = 0;
  }
  // Often while the limit falls fast, seldom later.
  q->trigger = 2 * q->held + CK_PANEL;
  int64_t last = c->capacity - CK_PANEL;
  if (q->trigger > last) q->trigger = last;
}

static uint32_t ordered(float v) {
  uint32_t bits;
  memcpy(&bits, &v, sizeof bits);
  return bits & 0x80000000u ? ~bits : bits | 0x80000000u;
}

static void sort(uint64_t *keys, int64_t n) {
  static const int64_t gaps[] = {1750, 701, 301, 132, 57, 23, 10, 4, 1};
  for (int g = 0; g < 9; g++)
    for (int64_t i = gaps[g]; i < n; i++) {
      uint64_t key = keys[i];
      int64_t at = i;
      while (at >= gaps[g] && keys[at - gaps[g]] > key) {
        keys[at] = keys[at - gaps[g]];
        at -= gaps[g];
      }
      keys[at] = key;
    }
}

// A row that will be read soon: its beginning, after which the processor sees where it goes.
static void fetch(const ck_searched *s, int32_t index) {
  const char *row = (const char *)(s->x + (int64_t)index * s->width);
  for (int64_t at = 0; at < 512 && at < s->width * 4; at += 64) __builtin_prefetch(row + at);
}

void ck_settle(ck_candidates *c, ck_query *q) {
  tighten(c, q);
  // The most promising first, so that the limit falls before the others come.
  for (int64_t i = 0; i < q->held; i++)
    c->keys[i] = (uint64_t)ordered(q->least[i]) << 32 | (uint64_t)i;
  sort(c->keys, q->held);
  for (int64_t i = 0; i < q->held; i++) {
    int64_t at = (int64_t)(c->keys[i] & 0xFFFFFFFFu);
    if (i + 2 < q->held) fetch(c->searched, q->which[c->keys[i + 2] & 0xFFFFFFFFu]);
    if (q->least[at] > q->limit) break;
    again(c, q, q->least[at], q->which[at]);
  }
}
