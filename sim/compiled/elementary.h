/* Functions of one number, or of several side by side: included once for each (see lanes.h), as REAL and WHOLE. They
   have no branches and use no other arithmetic than IEEE 754's, so that every machine finds the same number. */

static inline REAL NAME(greater)(REAL a, REAL b) { return CHOOSE(a > b, a, b); }
static inline REAL NAME(lesser)(REAL a, REAL b) { return CHOOSE(a < b, a, b); }
static inline REAL NAME(between)(REAL x, double low, double high) {
    return NAME(lesser)(NAME(greater)(x, ALL(low)), ALL(high));
}

/* e^x to within a unit in the last place, of x between -700 and 700: x = n ln 2 + r, and e^r by its series to the
   thirteenth power. */
static inline REAL NAME(exp_within)(REAL x) {
    const double to_whole = 6755399441055744.0; /* 1.5 * 2^52: adding it rounds to a whole number */
    REAL shifted = x * 1.4426950408889634 + to_whole, n = shifted - to_whole;
    REAL r = (x - n * 6.93147180369123816490e-01) - n * 1.90821492927058770002e-10;
    REAL r2 = r * r, r4 = r2 * r2; /* terms by pairs, so that few wait for each other */
    REAL from_2 = (0.5 + r * (1.0 / 6)) + (1.0 / 24 + r * (1.0 / 120)) * r2;
    REAL from_6 = (1.0 / 720 + r * (1.0 / 5040)) + (1.0 / 40320 + r * (1.0 / 362880)) * r2;
    REAL from_10 = (1.0 / 3628800 + r * (1.0 / 39916800)) + (1.0 / 479001600 + r * (1.0 / 6227020800)) * r2;
    REAL series = 1.0 + (r + r2 * (from_2 + r4 * (from_6 + r4 * from_10)));
    WHOLE bits, power;
    memcpy(&bits, &series, sizeof bits);
    memcpy(&power, &shifted, sizeof power);
    bits += power << 52; /* times 2^n */
    memcpy(&series, &bits, sizeof series);
    return series;
}

/* e^x, of x up to 700, beyond it e^700; 0 below -700. */
static inline REAL NAME(exp_of)(REAL x) {
    REAL series = NAME(exp_within)(NAME(between)(x, -700.0, 700.0));
    return CHOOSE(x < -700.0, ALL(0.0), series);
}

/* Natural logarithm of a positive number to about a unit in the last place: x = 2^n m, and
   log m = 2 artanh((m - 1) / (m + 1)) by its series. */
static inline REAL NAME(log_of)(REAL x) {
    const double to_double = 4503599627370496.0; /* 2^52: a whole number below it stands in its last bits */
    WHOLE bits, power, mantissa;
    memcpy(&bits, &x, sizeof bits);
    power = (bits >> 52) | 0x4330000000000000u;
    mantissa = (bits & 0x000fffffffffffffu) | 0x3ff0000000000000u;
    REAL n, m;
    memcpy(&n, &power, sizeof n);
    memcpy(&m, &mantissa, sizeof m);
    n = n - (to_double + 1023);
    n = CHOOSE(m > 1.4142135623730951, n + 1.0, n);
    m = CHOOSE(m > 1.4142135623730951, m * 0.5, m);
    REAL s = (m - 1.0) / (m + 1.0), s2 = s * s, s4 = s2 * s2, s8 = s4 * s4;
    REAL from_3 = (1.0 / 3 + s2 * (1.0 / 5)) + (1.0 / 7 + s2 * (1.0 / 9)) * s4;
    REAL from_11 = (1.0 / 11 + s2 * (1.0 / 13)) + (1.0 / 15 + s2 * (1.0 / 17)) * s4;
    REAL series = s2 * (from_3 + (from_11 + (1.0 / 19 + s2 * (1.0 / 21)) * s8) * s8);
    return n * 6.93147180369123816490e-01 + (s * 2.0 + (s * 2.0 * series + n * 1.90821492927058770002e-10));
}

/* Logistic function. */
static inline REAL NAME(expit)(REAL x) { return 1.0 / (1.0 + NAME(exp_of)(-x)); }

/* exp(-precision gain): the odds against signing. */
static inline REAL NAME(odds_against)(REAL gain, double precision) {
    return NAME(exp_within)(NAME(between)(gain * -precision, -CERTAIN, CERTAIN));
}

/* Chance that side a wins when arms decide (contest success function, Tullock 1980), flows carried on for `weeks`. */
static inline REAL NAME(contest)(REAL capacity_a, REAL capacity_b, REAL inflow_a, REAL inflow_b, REAL losses_a,
                                 REAL losses_b, double weeks, double power, double floor) {
    REAL a = NAME(greater)(ALL(floor), capacity_a + (inflow_a - losses_a * capacity_b) * weeks);
    REAL b = NAME(greater)(ALL(floor), capacity_b + (inflow_b - losses_b * capacity_a) * weeks);
    return 1.0 / (1.0 + NAME(exp_of)(NAME(log_of)(b / a) * power));
}
