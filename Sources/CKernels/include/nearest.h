#pragma once
#include "arrays.h"

#pragma clang assume_nonnull begin

// Exact nearest rows. A matrix product gives every pair a distance with a proven bound on its error;
// only pairs that the bound leaves in question are computed again, as Σ (x − y)² in float32, and
// those numbers alone decide. So every way to compute the product gives the same answer.

/// How products are computed.
typedef enum {
  /// The fastest that the processor and the rows allow.
  CK_PRODUCTS_BEST,
  /// Float32 products by code for any processor.
  CK_PRODUCTS_PORTABLE,
  /// Float32 products by AVX-512.
  CK_PRODUCTS_WIDE,
  /// Products of 8-bit numbers by AVX-512 VNNI, four times as many at once.
  CK_PRODUCTS_BYTES,
  /// None: all pairs are computed as differences, which is best where there are few rows.
  CK_PRODUCTS_NONE,
} ck_products;

/// Rows up to which differences are faster than products and all that surrounds them.
enum { CK_FEW_ROWS = 24 };

/// Rows that are searched, arranged for products. Borrows the matrix it is made from.
typedef struct ck_searched ck_searched;

/// Queries that are asked many times, made ready once. Borrows the matrix it is made from.
typedef struct ck_asked ck_asked;

/// Makes x [count × width] ready.
ck_status ck_asked_create(const float *x, int64_t count, int64_t width,
                          ck_asked *_Nullable *_Nonnull out);
void ck_asked_free(ck_asked *asked);

/// Arranges x [count × width], for queries that were made ready where `asked` is given; it must live
/// on. A way that the processor lacks is CK_NO_INSTRUCTIONS.
ck_status ck_searched_create(const float *x, int64_t count, int64_t width, ck_products products,
                             const ck_asked *_Nullable asked,
                             ck_searched *_Nullable *_Nonnull out);
void ck_searched_free(ck_searched *searched);
/// The way that was chosen.
ck_products ck_searched_products(const ck_searched *searched);
/// Pairs that were computed again in all searches so far.
int64_t ck_searched_again(const ck_searched *searched);

/// For each of `count` rows of `queries` [… × width], numbered by `which` or from `first` on, its
/// `neighbours` nearest rows, nearest first, ties by number: indices and squared distances
/// [count × neighbours]. With `excluding_self` query number i is never its own neighbour.
/// `neighbours` is at most the number of rows that may be found. `guesses` [count × `guessed`] are
/// different rows that may well be among them, which saves work.
ck_status ck_search(ck_searched *searched, const float *queries, const int32_t *_Nullable which,
                    int64_t first, int64_t count, int64_t neighbours, bool excluding_self,
                    const int32_t *_Nullable guesses, int64_t guessed, int32_t *indices,
                    float *distances);

/// d[i] = ‖x_which[i] − c_to[i]‖², summed directly; without `which`, rows in order.
void ck_distances_to(const float *x, const int32_t *_Nullable which, const float *c,
                     const int32_t *to, float *d, int64_t count, int64_t width);

/// The largest magnitude of x; not a number where one of them is none or infinite.
float ck_largest_magnitude(const float *x, int64_t count);

#pragma clang assume_nonnull end
