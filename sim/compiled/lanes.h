/* Several numbers side by side, in the lanes of a processor: texts, types or options of a hand. */

#ifndef PARLEY_LANES_H
#define PARLEY_LANES_H

#include <math.h>
#include <stdint.h>
#include <string.h>

#define LANES 8
#define CERTAIN 340.0 /* two such log-odds may be added without overflow */

typedef double Lanes __attribute__((vector_size(8 * LANES)));
typedef uint64_t LaneBits __attribute__((vector_size(8 * LANES)));

/* Numbers that fill whole lanes: room for arrays of `count`. */
static inline int padded(int count) { return (count + LANES - 1) / LANES * LANES; }

static inline Lanes lanes(const double *from) {
    Lanes several;
    memcpy(&several, from, sizeof several);
    return several;
}

static inline void put(double *to, Lanes several) { memcpy(to, &several, sizeof several); }

#define REAL double
#define WHOLE uint64_t
#define NAME(name) name
#define ALL(x) (x)
#define CHOOSE(when, one, other) ((when) ? (one) : (other))
#include "elementary.h"
#undef REAL
#undef WHOLE
#undef NAME
#undef ALL
#undef CHOOSE

static inline Lanes all_lanes(double x) { return (Lanes){x, x, x, x, x, x, x, x}; }

static inline Lanes chosen(LaneBits when, Lanes one, Lanes other) {
    return (Lanes)((when & (LaneBits)one) | (~when & (LaneBits)other));
}

#define REAL Lanes
#define WHOLE LaneBits
#define NAME(name) lanes_##name
#define ALL(x) all_lanes(x)
#define CHOOSE(when, one, other) chosen((LaneBits)(when), (one), (other))
#include "elementary.h"
#undef REAL
#undef WHOLE
#undef NAME
#undef ALL
#undef CHOOSE

/* Sum and greatest of the numbers in lanes. */
static inline double sum_of_lanes(Lanes x) {
    return ((x[0] + x[4]) + (x[2] + x[6])) + ((x[1] + x[5]) + (x[3] + x[7]));
}

static inline double greatest_of_lanes(Lanes x) {
    return greater(greater(greater(x[0], x[4]), greater(x[2], x[6])), greater(greater(x[1], x[5]), greater(x[3], x[7])));
}

#endif
