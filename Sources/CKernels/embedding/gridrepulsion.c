#include <math.h>
#include <string.h>

#include "fourier.h"
#include "include/allocate.h"
#include "include/embedding.h"
#include "include/parallel.h"
#include "multiversion.h"

// Points hand charges to the nodes of a grid, three by three in a box; the grid is convolved with
// the kernels by Fourier transforms; and points read what their nodes have (Linderman et al. 2019).
// Charges are 1, x and y: Σ q²·(x_i − x_j) = x_i·Σ q² − Σ q²·x_j, and Σ q of 1 / (1 + d²).

enum { NODES = 3, SMALLEST = 256, LARGEST = 2048 };

typedef struct {
  const float *x, *y;
  int64_t n, side, boxes;
  // The middle of the points, the corner of the grid seen from there, and the distance of nodes.
  float mx, my, left, bottom, step;
  ck_plane ones, places, kernel, spare;
  float *turns, *fx, *fy;
  double *z;
} grid;

static void measure(grid *o) {
  float low[2] = {o->x[0], o->y[0]}, high[2] = {o->x[0], o->y[0]};
  for (int64_t i = 1; i < o->n; i++) {
    low[0] = o->x[i] < low[0] ? o->x[i] : low[0], high[0] = o->x[i] > high[0] ? o->x[i] : high[0];
    low[1] = o->y[i] < low[1] ? o->y[i] : low[1], high[1] = o->y[i] > high[1] ? o->y[i] : high[1];
  }
  o->mx = (low[0] + high[0]) / 2, o->my = (low[1] + high[1]) / 2;
  float width = high[0] - low[0], height = high[1] - low[1], span = width > height ? width : height;
  // Boxes no wider than 1, as far as memory allows, and never fewer than fill the smallest grid.
  o->side = SMALLEST;
  while (o->side < LARGEST && (float)(o->side / (2 * NODES)) < span) o->side *= 2;
  o->boxes = o->side / (2 * NODES);
  float box = span > 1e-20f ? span * 1.0001f / (float)o->boxes : 1e-20f;
  o->step = box / NODES;
  o->left = o->bottom = -box * (float)o->boxes / 2;
}

// The box of a coordinate, and the weights of its nodes: Lagrange polynomials at ½, 1½ and 2½ steps.
CK_INLINE int64_t box_of(const grid *o, float place, float *weights) {
  float t = place / (o->step * NODES);
  float last = (float)(o->boxes - 1);
  int64_t box = (int64_t)(t > 0 ? t < last ? t : last : 0);
  float u = NODES * (t - (float)box) - 1.5f;
  weights[0] = 0.5f * u * (u - 1);
  weights[1] = 1 - u * u;
  weights[2] = 0.5f * u * (u + 1);
  return box * NODES;
}

static void charge(grid *o) {
  size_t bytes = (size_t)(o->side * o->side) * sizeof(float);
  memset(o->ones.re, 0, bytes), memset(o->ones.im, 0, bytes);
  memset(o->places.re, 0, bytes), memset(o->places.im, 0, bytes);
  for (int64_t i = 0; i < o->n; i++) {
    float a[NODES], b[NODES], x = o->x[i] - o->mx, y = o->y[i] - o->my;
    int64_t row = box_of(o, y - o->bottom, a), column = box_of(o, x - o->left, b);
    for (int r = 0; r < NODES; r++)
      for (int c = 0; c < NODES; c++) {
        int64_t at = (row + r) * o->side + column + c;
        float w = a[r] * b[c];
        o->ones.re[at] += w;
        o->places.re[at] += w * x;
        o->places.im[at] += w * y;
      }
  }
}

// Both kernels in one: 1 / (1 + d²) as real, its square as imaginary parts. As they are symmetric,
// so do their transforms stand side by side.
static void kernels(void *context, int64_t begin, int64_t end) {
  const grid *o = context;
  for (int64_t r = begin; r < end; r++)
    for (int64_t c = 0; c < o->side; c++) {
      float dy = o->step * (float)(r < o->side / 2 ? r : o->side - r);
      float dx = o->step * (float)(c < o->side / 2 ? c : o->side - c);
      float q = 1.0f / (1.0f + dx * dx + dy * dy);
      o->kernel.re[r * o->side + c] = q;
      o->kernel.im[r * o->side + c] = q * q;
    }
}

// Multiplies by the kernels' transforms, and swaps the parts, which makes the next transform run
// backwards.
CK_BODY(multiply) {
  const grid *o = context;
  float scale = 1.0f / ((float)o->side * (float)o->side);
  for (int64_t i = begin * o->side; i < end * o->side; i++) {
    float q = o->kernel.re[i] * scale, w = o->kernel.im[i] * scale;
    float a = o->ones.re[i], b = o->ones.im[i];
    o->ones.re[i] = a * w + b * q;
    o->ones.im[i] = a * q - b * w;
    float c = o->places.re[i] * w, d = o->places.im[i] * w;
    o->places.re[i] = d;
    o->places.im[i] = c;
  }
}

static ck_status there(const grid *o, ck_plane *plane, ck_plane *spare, int64_t first,
                       int64_t second) {
  ck_status status = ck_transform_columns(*plane, *spare, o->side, first, o->turns);
  if (status != CK_OK) return status;
  if (first < o->side) {
    size_t at = (size_t)(first * o->side), bytes = (size_t)(o->side * o->side) * sizeof(float);
    memset(spare->re + at, 0, bytes - at * sizeof(float));
    memset(spare->im + at, 0, bytes - at * sizeof(float));
  }
  return ck_transform_columns(*spare, *plane, o->side, second, o->turns);
}

// Backwards, real and imaginary parts have changed places: `ones` then has Σ q² in re and Σ q in im.
static void read_out(void *context, int64_t begin, int64_t end) {
  const grid *o = context;
  for (int64_t i = begin; i < end; i++) {
    float a[NODES], b[NODES], x = o->x[i] - o->mx, y = o->y[i] - o->my;
    int64_t row = box_of(o, y - o->bottom, a), column = box_of(o, x - o->left, b);
    float q = 0, w = 0, wx = 0, wy = 0;
    for (int r = 0; r < NODES; r++)
      for (int c = 0; c < NODES; c++) {
        int64_t at = (row + r) * o->side + column + c;
        float share = a[r] * b[c];
        w += share * o->ones.re[at];
        q += share * o->ones.im[at];
        wy += share * o->places.re[at];
        wx += share * o->places.im[at];
      }
    o->fx[i] = x * w - wx;
    o->fy[i] = y * w - wy;
    o->z[i] = q;
  }
}

static ck_status convolve(grid *o) {
  // Charges fill half of the grid in either direction, and only that half is read.
  int64_t half = o->boxes * NODES, all = o->side;
  charge(o);
  ck_parallel(o->side, 8, kernels, o);
  ck_status status = there(o, &o->kernel, &o->spare, all, all);
  if (status == CK_OK) status = there(o, &o->ones, &o->spare, half, all);
  if (status == CK_OK) status = there(o, &o->places, &o->spare, half, all);
  if (status != CK_OK) return status;
  ck_parallel(o->side, 8, multiply, o);
  status = there(o, &o->ones, &o->spare, all, half);
  if (status == CK_OK) status = there(o, &o->places, &o->spare, all, half);
  return status;
}

ck_status ck_repulsion_by_grid(const float *x, const float *y, int64_t n, float *fx, float *fy,
                               double *z) {
  grid o = {.x = x, .y = y, .n = n, .fx = fx, .fy = fy};
  measure(&o);
  size_t plane = (size_t)(o.side * o.side), sums = (size_t)n * sizeof(double);
  size_t bytes = 8 * plane * sizeof(float) + sums + 2 * (size_t)o.side * sizeof(float);
  float *memory = ck_allocate(bytes);
  if (!memory) return CK_OUT_OF_MEMORY;
  ck_plane *planes[] = {&o.ones, &o.places, &o.kernel, &o.spare};
  for (int p = 0; p < 4; p++) {
    planes[p]->re = memory + (size_t)(2 * p) * plane;
    planes[p]->im = memory + (size_t)(2 * p + 1) * plane;
  }
  o.z = (double *)(memory + 8 * plane);
  o.turns = (float *)(o.z + n);
  ck_turns(o.side, o.turns);
  ck_status status = convolve(&o);
  if (status == CK_OK) {
    ck_parallel(n, 256, read_out, &o);
    // Every point meets itself in the sum.
    *z = -(double)n;
    for (int64_t i = 0; i < n; i++) *z += o.z[i];
  }
  ck_release(memory, bytes);
  return status;
}
