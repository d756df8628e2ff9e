/* A negotiation, one future after the other, week by week: docs/model.md, section 7.

   The same model as sim/negotiation.py, compiled; tests/test_compiled.py holds the two to each other. */

#include "table.h"

/* The weeks of a future are arrays with futures first, as they are recorded. */
typedef struct {
    int8_t *classes, *first_answer, *victor, *actor_type;
    int16_t *signed_full, *signed_partial, *full_weeks, *partial_weeks, *signatures, *collapses, *lapses;
    int16_t *violated_weeks, *talks_ended, *arms_decided, *announced, *played, *dropped, *terms, *text;
    double *odds, *ground, *blame, *belief, *surplus;
} Outcome;

static void copy_text(const Plan *plan, int16_t *to, const int *from) {
    for (int k = 0; k < plan->K; k++) to[k] = (int16_t)from[k];
}

static void end_terms(Future *f) {
    for (int kind = 0; kind < 2; kind++)
        if (f->record.signed_[kind] >= 0 && f->record.ended[kind] < 0) f->record.ended[kind] = f->week;
}

static void forget_answers(Future *f) {
    for (int i = 0; i < 2; i++) {
        f->side[i].answer = SILENT;
        f->side[i].has_condition = 0;
    }
}

static void change_capacity(Future *f, int change) {
    if (f->n[change] == 0 && f->n[change + 1] == 0) return;
    for (int s = 0; s < 2; s++)
        f->capacity[s] = greater(f->n[at_capacity_floor], f->capacity[s] + f->n[change + s]);
}

static void change_blame(Future *f, int side, double change) {
    f->side[side].blame = between(f->side[side].blame + change, 0, 1);
}

/* Draw the type of a side, and let the public know nothing of it. */
static void new_leader(const Plan *plan, Future *f, int side) {
    const double *weight = f->n + plan->weight[side];
    f->side[side].type = plan->only[side];
    if (plan->only[side] < 0)
        f->side[side].type = drawn(weight, plan->T[side], 1, luck(f, by_type0 + side, f->week));
    memcpy(f->side[side].belief, weight, plan->T[side] * sizeof(double));
}

/* --- 1. events happen ------------------------------------------------------------------------------------------ */

static void happen(const Plan *plan, Future *f, int e) {
    const Event *event = plan->event + e;
    f->happened[e] = 1;
    change_capacity(f, event->capacity);
    for (int s = 0; s < 2; s++) {
        f->event_inflow[s] += f->n[event->inflow + s];
        f->event_losses[s] += f->n[event->attrition + s];
    }
    if (event->target >= 0) {
        f->event_cost[event->target] += f->n[event->war_cost];
        change_blame(f, event->target, f->n[event->blame]);
    }
    for (int i = 0; i < event->cards; i++) {
        f->status[event->card[2 * i]] = event->card[2 * i + 1];
        f->since[event->card[2 * i]] = f->week;
    }
    if (event->new_leader >= 0) new_leader(plan, f, event->new_leader);
    f->spell_over = 1;
    take_stock(plan, f);
}

static void events(const Plan *plan, Future *f) {
    f->clock_reset = f->collapsed = 0;
    for (int i = 0; i < 2 && f->week > 0; i++) f->side[i].blame *= f->n[at_blame_decay];
    if (f->decided) return;
    for (int e = 0; e < plan->E; e++) {
        const Event *event = plan->event + e;
        int stream = N_STREAMS + plan->A + e;
        int hit = event->week >= 0 ? event->week == f->week
                                   : f->week > 0 && !(f->happened[e] && event->once) &&
                                         luck(f, stream, f->week) < f->n[event->hazard];
        if (hit) happen(plan, f, e);
    }
}

/* --- 2. the front moves ---------------------------------------------------------------------------------------- */

static void back_to_fighting(const Plan *plan, Future *f) {
    end_terms(f);
    copy_text(plan, f->terms, plan->status_quo);
    facts_of(plan, f->n, f->terms, &f->standing);
    if (f->halted) {
        copy_text(plan, f->text, plan->opening);
        forget_answers(f);
    }
    f->weeks_left = OPEN_ENDED;
    f->in_force = f->halted = f->partial = 0;
    f->spell_over = 1;
}

static void truce(const Plan *plan, Future *f) {
    describe_world(plan, f);
    War war = war_of(f);
    Terms terms = {&f->standing, 0, 1, f->weeks_left};
    Lanes peace, chance = value(plan, &f->world, &terms, &war, NULL, 0, NULL, NULL, &peace);
    int falls = luck(f, by_collapse, f->week) < chance[0];
    if (!falls) f->weeks_left -= 1;
    int due = !falls && f->weeks_left <= 0;
    int renewed = due && luck(f, by_renewal, f->week) < f->standing.renewal[0], lapses = due && !renewed;
    if (renewed) f->weeks_left = f->standing.length[0];
    double calm = attribute_row(&f->standing, does_calm)[0];
    if (!falls && !lapses && luck(f, by_violation, f->week) < 1 - calm) f->record.violated_weeks++;
    if (falls) {
        f->collapsed = 1;
        f->record.collapses++;
    }
    if (lapses) {
        memcpy(f->lapsed, f->terms, plan->K * sizeof *f->terms);
        f->has_lapsed = 1;
        f->record.lapses++;
    }
    if (falls || lapses) back_to_fighting(plan, f);
}

static void front(const Plan *plan, Future *f) {
    if (f->week == 0 || f->decided) return;
    const double *n = f->n;
    double open = f->standing.open[0], sigma = n[at_shock_sd], before = f->odds, capacity[2];
    int fights = open > 0;
    for (int s = 0; s < 2; s++) {
        double z = f->luck->shock[s][f->week * f->luck->count + f->place];
        double shock = exp_of(sigma * z - sigma * sigma / 2);
        double inflow = (fights ? f->inflow[s] : f->truce_inflow[s]) * f->standing.rearm[s][0];
        double lost = f->losses[s] * open * f->capacity[1 - s] * shock;
        capacity[s] = greater(n[at_capacity_floor], f->capacity[s] + inflow - lost);
    }
    memcpy(f->capacity, capacity, sizeof capacity);
    f->ground = between(f->ground + open * n[at_speed] * (2 * before - 1), 0, 1);
    take_stock(plan, f);
    if (fights && luck(f, by_decision, f->week) < n[at_decision_hazard]) {
        f->decided = 1;
        end_terms(f);
        f->record.arms_decided = f->week;
        f->record.victor = luck(f, by_winner, f->week) < f->odds ? 0 : 1;
    } else if (f->in_force) {
        truce(plan, f);
    }
}

/* --- 3. cards are played --------------------------------------------------------------------------------------- */

enum { NOTHING_TO_DO, TO_ANNOUNCE, TO_PLAY, TO_DROP, TO_STAND_DOWN };

static void come_into_force(const Plan *plan, Future *f, int c) {
    const Card *card = plan->card + c;
    f->status[c] = card->repeatable ? IDLE : IN_FORCE;
    f->since[c] = f->week;
    change_capacity(f, card->capacity);
    if (card->target >= 0) change_blame(f, card->target, f->n[card->blame]);
    if (card->gesture && card->holder < 2) {
        f->side[card->holder].blame *= 1 - f->n[card->eases_blame];
        f->clock = 0;
        f->clock_reset = 1;
    }
}

static void carry_out(const Plan *plan, Future *f, int c, int way) {
    f->spell_over = 1;
    if (way == TO_ANNOUNCE) {
        f->status[c] = ANNOUNCED;
        f->announced[c]++;
    } else if (way == TO_PLAY) {
        f->played[c]++;
        come_into_force(plan, f, c);
    } else {
        f->status[c] = IDLE;
        f->dropped[c] += way == TO_DROP;
    }
}

/* Play or drop what was announced: a two-way choice of its own. A yes makes a threat stand down, and so do terms in force
   that lift the card. */
static int make_good(const Plan *plan, Future *f, int c) {
    const Card *card = plan->card + c;
    Actor *holder = f->actor + card->holder;
    if (f->side[card->target].answer == ACCEPT || lifted_now(plan, f, card)) return TO_STAND_DOWN;
    const double *chances = f->made_good + 2 * c;
    int stream = N_STREAMS + plan->A + plan->E + c;
    int plays = luck(f, stream, f->week) < chances[holder->resolute ? 0 : 1];
    double resolute = plays ? chances[0] : 1 - chances[0], irresolute = plays ? chances[1] : 1 - chances[1];
    resolute = holder->believed_resolute * greater(resolute, FLOOR);
    irresolute = (1 - holder->believed_resolute) * greater(irresolute, FLOOR);
    holder->believed_resolute = resolute / (resolute + irresolute);
    return plays ? TO_PLAY : TO_DROP;
}

/* Whether the pen leaves: patience runs out with the clock and with the blame of others. */
static int leaves(const Plan *plan, const Future *f) {
    const double *n = f->n;
    if (plan->pen < 0 || !plan->withdrawal) return 0;
    double blame = greater(f->side[0].blame, f->side[1].blame);
    double worth = n[at_pledge] * (n[at_per_week] * f->clock + n[at_per_blame] * blame) - n[at_base] - f->going_on;
    return luck(f, by_withdrawal, f->week) < n[at_act_rate] * expit(n[at_precision_holders] * worth);
}

static void cards(const Plan *plan, Future *f, int *intent) {
    if (f->week == 0 || !at_the_table(f)) return;
    int any = 0;
    for (int c = 0; c < plan->C; c++) {
        intent[c] = f->status[c] == ANNOUNCED ? make_good(plan, f, c) : NOTHING_TO_DO;
        any |= intent[c];
    }
    for (int h = 0; h < plan->H; h++) {
        const Hand *hand = plan->hand + h;
        const double *weekly = f->weekly + hand->first;
        int stream = N_STREAMS + plan->A + plan->E + plan->C + h;
        double total = 0;
        for (int o = 0; o < hand->options; o++) total += weekly[o];
        if (!(luck(f, stream, f->week) < total)) continue;
        int o = drawn(weekly, hand->options, total, luck(f, stream + plan->H, f->week)), c = hand->option[o].card;
        if (f->status[c] != IDLE) continue;
        any |= intent[c] = hand->option[o].way == PLAY ? TO_PLAY : TO_ANNOUNCE;
    }
    int gone = leaves(plan, f);
    for (int c = 0; c < plan->C && any; c++)
        if (intent[c]) carry_out(plan, f, c, intent[c]);
    if (gone) {
        f->talks = 0;
        f->record.talks_ended = f->week;
        for (int c = 0; c < plan->C; c++)
            if (plan->card[c].withdraws && f->status[c] <= ANNOUNCED) carry_out(plan, f, c, TO_PLAY);
    }
    if (any || gone) take_stock(plan, f);
}

/* --- 4. a text is proposed ------------------------------------------------------------------------------------- */

/* Remember whether the mediator met the conditions that stood; a condition met is a visible step. */
static void settle_conditions(const Plan *plan, Future *f, int64_t code) {
    for (int i = 0; i < 2; i++) {
        Side *side = f->side + i;
        if (!stands(f, i)) continue;
        side->asked++;
        if (code_of(plan, side->condition) != code) continue;
        side->adopted++;
        f->clock = 0;
        f->clock_reset = 1;
    }
}

/* Put a text to the table where it is time to; returns its row in the menu. */
static int proposal(const Plan *plan, Future *f, Table *table) {
    f->reads = 0;
    if (!at_the_table(f)) return 0;
    int fresh = f->spell_over || fabs(f->odds - f->spell_odds) > f->n[at_spell_epsilon];
    if (fresh) {
        f->spell_over = 0;
        f->spell_start = f->week;
        f->spell_odds = f->odds;
    }
    int acts = f->week ? luck(f, by_mediator_acts, f->week) < f->n[at_act_rate] : plan->alternating;
    if (!acts && !fresh) return 0;
    f->reads = 1;
    read_table(plan, f, table, plan->alternating ? f->week % 2 : -1);
    f->going_on = table->expected_gain;
    if (!acts) return 0;
    double most = -INFINITY, total = 0;
    for (int m = 0; m < table->texts; m++) most = greater(most, table->proposal[m]);
    for (int m = 0; m < table->texts; m += LANES)
        put(table->spare + m, lanes_exp_of((lanes(table->proposal + m) - most) * f->n[at_precision_mediator]));
    for (int m = 0; m < table->texts; m++) total += table->spare[m];
    int row = drawn(table->spare, table->texts, total, luck(f, by_proposal, f->week));
    settle_conditions(plan, f, table->code[row]);
    text_of(plan, table, row, f->text);
    return row;
}

/* --- 5. both sides answer, 6. the public learns and blames ------------------------------------------------------ */

/* Whether the text has been answered in this spell; if so those answers stand again. */
static int recall(const Plan *plan, Future *f, int64_t code) {
    for (int week = f->week - 1; week >= f->spell_start; week--) {
        const Page *page = f->page + week;
        if (page->code != code) continue;
        for (int i = 0; i < 2; i++) {
            f->side[i].answer = page->answer[i];
            f->side[i].has_condition = page->has_condition[i];
            memcpy(f->side[i].condition, page->condition + i * plan->K, plan->K * sizeof(int16_t));
        }
        return 1;
    }
    return 0;
}

static void note(const Plan *plan, Future *f, int64_t code) {
    Page *page = f->page + f->week;
    page->code = code;
    for (int i = 0; i < 2; i++) {
        page->answer[i] = f->side[i].answer;
        page->has_condition[i] = f->side[i].has_condition;
        memcpy(page->condition + i * plan->K, f->side[i].condition, plan->K * sizeof(int16_t));
    }
}

/* Keep the weekly chances of the reading, at the holders' true resolve and at the blame that the answers leave. */
static void plan_cards_of_week(const Plan *plan, Future *f, const Table *table) {
    for (int h = 0; h < plan->H; h++) {
        const Hand *hand = plan->hand + h;
        int r = f->actor[hand->holder].resolute ? 0 : 1, answer = hand->side < 0 ? REJECT : f->side[hand->side].answer;
        for (int o = 0; o < hand->options; o++) {
            const double *chance = table->chance + (hand->first + o) * LANES + WAITING + 2 * r;
            f->weekly[hand->first + o] = answer == CONDITIONAL ? chance[0] : answer == REJECT ? chance[1] : 0;
        }
    }
    for (int c = 0; c < plan->C; c++) {
        if (!table->available[c] || plan->card[c].target < 0) continue;
        int refused = f->side[plan->card[c].target].answer == REJECT;
        for (int r = 0; r < 2; r++) f->made_good[2 * c + r] = table->made_good[c * LANES + 2 * r + refused];
    }
}

typedef struct {
    double *chances, *likelihood; /* (3, types), and those of the answer given */
    int *stated;                  /* (T) */
} Choice;

static void answers_and_beliefs(const Plan *plan, Future *f, Table *table, int row, Choice choice[2]) {
    if (!f->reads) return;
    int64_t code = table->code[row];
    int known = recall(plan, f, code);
    for (int i = 0; i < 2 && !known; i++) {
        Side *side = f->side + i;
        choose(plan, f, table, i, row, choice[i].chances, choice[i].stated);
        int stated = choice[i].stated[side->type];
        double own[3];
        for (int answer = 0; answer < 3; answer++) own[answer] = choice[i].chances[answer * plan->types + side->type];
        side->answer = drawn(own, 3, 1, luck(f, by_answer0 + i, f->week));
        choice[i].likelihood = choice[i].chances + side->answer * plan->types;
        for (int t = 0; t < plan->T[i] && side->answer == CONDITIONAL; t++)
            if (choice[i].stated[t] != stated) choice[i].likelihood[t] = 0;
        if (side->answer != CONDITIONAL) continue;
        side->has_condition = stated >= 0;
        text_of(plan, table, stated >= 0 ? stated : 0, side->condition);
    }
    note(plan, f, code);
    for (int i = 0; i < 2 && f->week == 0; i++) f->record.first_answer[i] = f->side[i].answer;
    plan_cards_of_week(plan, f, table);
    for (int i = 0; i < 2 && !known; i++) {
        Side *side = f->side + i;
        update(side->belief, choice[i].likelihood, plan->T[i]);
        if (side->answer == CONDITIONAL) side->blame = blamed(side->blame, f->n[at_blame_yes_but]);
        if (side->answer == REJECT) side->blame = blamed(side->blame, f->n[at_blame_no]);
    }
}

/* --- 7. what the week came to ----------------------------------------------------------------------------------- */

/* The text comes into force; what it lifts is lifted; talks go on about the rest unless the front is halted. */
static void sign(const Plan *plan, Future *f, Table *table, int row) {
    Record *record = &f->record;
    if (f->in_force) end_terms(f);
    facts_of(plan, f->n, f->text, &f->standing);
    int halts = f->standing.halted[0] > 0, partly = f->standing.partial[0] > 0;
    record->signatures++;
    if (halts && record->signed_[0] < 0) {
        record->signed_[0] = f->week;
        for (int i = 0; i < 2; i++)
            record->surplus[i] = f->reads ? by_type(plan, table->gain, i, row)[f->side[i].type] -
                                                table->yes_relief[i]
                                          : NAN;
    }
    if (partly && record->signed_[1] < 0) record->signed_[1] = f->week;
    memcpy(f->terms, f->text, plan->K * sizeof(int16_t));
    f->weeks_left = f->standing.length[0];
    f->in_force = 1, f->halted = halts, f->partial = partly;
    f->signed_full |= halts, f->signed_partial |= partly;
    if (!halts) copy_text(plan, f->text, plan->opening);
    f->has_lapsed = 0;
    f->clock = 0;
    forget_answers(f);
    for (int c = 0; c < plan->C; c++) {
        int lifted = f->status[c] == IN_FORCE && lifted_now(plan, f, plan->card + c);
        if (f->status[c] == ANNOUNCED || lifted) f->status[c] = IDLE;
    }
    f->spell_over = 1;
}

static void outcome(const Plan *plan, Future *f, Table *table, int row, int8_t *week) {
    if (at_the_table(f)) {
        int differs = memcmp(f->text, f->terms, plan->K * sizeof(int16_t)) != 0;
        int signs = f->side[0].answer == ACCEPT && f->side[1].answer == ACCEPT && differs, lifts = 0;
        for (int c = 0; c < plan->C; c++) {
            const Card *card = plan->card + c;
            if (!card->lifted_by_yes || card->target < 0 || f->status[c] != IN_FORCE) continue;
            if (f->side[card->target].answer != ACCEPT) continue;
            f->status[c] = IDLE;
            lifts = f->spell_over = 1;
        }
        if (signs)
            sign(plan, f, table, row);
        else
            f->clock += !f->clock_reset;
        if (lifts || signs) take_stock(plan, f);
    }
    if (f->week == plan->rounds - 1 && at_the_table(f)) {
        f->talks = 0;
        f->record.talks_ended = f->week;
    }
    int yes_but = f->side[0].answer == CONDITIONAL || f->side[1].answer == CONDITIONAL;
    *week = f->decided     ? MILITARY_END
            : f->collapsed ? COLLAPSED
            : f->halted    ? FULL_CEASEFIRE
            : f->partial   ? PARTIAL_CEASEFIRE
            : !f->talks    ? TALKS_ENDED
            : yes_but      ? YES_BUT
                           : REJECTED;
}

/* --- a whole future ---------------------------------------------------------------------------------------------- */

static void make_room(const Plan *plan, Arena *arena, Future *f) {
    int K = plan->K, C = plan->C;
    f->terms = TAKE(arena, int16_t, K), f->text = TAKE(arena, int16_t, K);
    f->lapsed = TAKE(arena, int16_t, K), f->room = TAKE(arena, int16_t, K);
    f->happened = TAKE(arena, unsigned char, plan->E);
    f->status = TAKE(arena, int, C), f->since = TAKE(arena, int, C);
    f->announced = TAKE(arena, int, C), f->played = TAKE(arena, int, C), f->dropped = TAKE(arena, int, C);
    f->made_good = TAKE(arena, double, 2 * C), f->weekly = TAKE(arena, double, plan->options);
    for (int i = 0; i < 2; i++) {
        f->side[i].belief = TAKE(arena, double, plan->types);
        f->multiplier[i] = TAKE(arena, double, plan->types), f->red_factor[i] = TAKE(arena, double, plan->types);
        f->side[i].condition = TAKE(arena, int16_t, K);
        f->world.relief[i] = TAKE(arena, double, plan->lifting);
        f->world.burden[i] = TAKE(arena, double, plan->lifting);
    }
    f->actor = TAKE(arena, Actor, plan->A);
    f->page = TAKE(arena, Page, plan->weeks + 1);
    for (int week = 0; week <= plan->weeks; week++) f->page[week].condition = TAKE(arena, int16_t, 2 * K);
    f->standing = room_for_facts(plan, arena, 1);
    f->won = room_for_facts(plan, arena, 2);
    f->world.stake = TAKE(arena, Stake, plan->A);
}

/* The state before week 0. */
static void begin(const Plan *plan, Future *f, Table *table) {
    const double *n = f->n;
    int C = plan->C;
    f->week = 0;
    found_world(plan, f);
    copy_text(plan, f->terms, plan->status_quo), copy_text(plan, f->lapsed, plan->status_quo);
    facts_of(plan, n, f->terms, &f->standing);
    for (int s = 0; s < 2; s++) {
        copy_text(plan, f->room, plan->victory[s]);
        enter(plan, n, f->room, &f->won, s, s + 1);
    }
    lay_what_stays(plan, n, table, f->room);
    copy_text(plan, f->text, plan->opening);
    f->ground = n[at_held_by_a];
    f->has_lapsed = f->in_force = f->halted = f->partial = f->decided = f->collapsed = 0;
    f->signed_full = f->signed_partial = f->clock_reset = f->spell_start = 0;
    f->talks = f->spell_over = 1;
    f->weeks_left = OPEN_ENDED;
    f->clock = f->spell_odds = f->going_on = 0;
    memset(f->happened, 0, plan->E);
    for (int c = 0; c < C; c++) {
        f->status[c] = plan->card[c].status;
        f->since[c] = f->announced[c] = f->played[c] = f->dropped[c] = 0;
    }
    memset(f->made_good, 0, 2 * C * sizeof(double));
    memset(f->weekly, 0, plan->options * sizeof(double));
    for (int a = 0; a < plan->A; a++) {
        int only = plan->resolve_only[a];
        f->actor[a].resolute = only >= 0 ? only : luck(f, N_STREAMS + a, 0) < n[plan->share + a];
        f->actor[a].believed_resolute = n[plan->share + a];
    }
    for (int i = 0; i < 2; i++) {
        Side *side = f->side + i;
        memcpy(f->multiplier[i], n + plan->multiplier[i], plan->T[i] * sizeof(double));
        memcpy(f->red_factor[i], n + plan->red_factor[i], plan->T[i] * sizeof(double));
        f->capacity[i] = n[plan->capacity + i];
        f->event_inflow[i] = f->event_losses[i] = f->event_cost[i] = 0;
        side->answer = SILENT, side->has_condition = 0;
        side->blame = n[plan->blame + i];
        side->asked = side->adopted = 0;
        memset(side->condition, 0, plan->K * sizeof(int16_t));
        new_leader(plan, f, i);
    }
    for (int week = 0; week <= plan->weeks; week++) f->page[week].code = -1;
    Record none = {.first_answer = {-1, -1}, .signed_ = {-1, -1}, .ended = {-1, -1}, .talks_ended = -1,
                   .arms_decided = -1, .victor = -1, .surplus = {NAN, NAN}};
    f->record = none;
    take_stock(plan, f);
}

/* One week. */
static void step(const Plan *plan, Future *f, Table *table, int *intent, Choice choice[2], int8_t *week) {
    events(plan, f);
    front(plan, f);
    cards(plan, f, intent);
    int row = proposal(plan, f, table);
    answers_and_beliefs(plan, f, table, row, choice);
    outcome(plan, f, table, row, week);
    f->week++;
}

static int stood(const Plan *plan, const Record *record, int kind) {
    if (record->signed_[kind] < 0) return -1;
    return (record->ended[kind] < 0 ? plan->weeks : record->ended[kind] - 1) - record->signed_[kind];
}

static void write_down(const Plan *plan, const Future *f, Outcome *to, int64_t i) {
    const Record *record = &f->record;
    for (int s = 0; s < 2; s++) {
        const Side *side = f->side + s;
        to->first_answer[2 * i + s] = (int8_t)record->first_answer[s];
        to->actor_type[2 * i + s] = (int8_t)side->type;
        to->blame[2 * i + s] = side->blame;
        to->belief[2 * i + s] = mean(side->belief, f->n + plan->multiplier[s], plan->T[s]);
        to->surplus[2 * i + s] = record->surplus[s];
    }
    to->victor[i] = (int8_t)record->victor;
    to->signed_full[i] = (int16_t)record->signed_[0], to->signed_partial[i] = (int16_t)record->signed_[1];
    to->full_weeks[i] = (int16_t)stood(plan, record, 0), to->partial_weeks[i] = (int16_t)stood(plan, record, 1);
    to->signatures[i] = (int16_t)record->signatures, to->collapses[i] = (int16_t)record->collapses;
    to->lapses[i] = (int16_t)record->lapses, to->violated_weeks[i] = (int16_t)record->violated_weeks;
    to->talks_ended[i] = (int16_t)record->talks_ended, to->arms_decided[i] = (int16_t)record->arms_decided;
    for (int c = 0; c < plan->C; c++) {
        to->announced[i * plan->C + c] = (int16_t)f->announced[c];
        to->played[i * plan->C + c] = (int16_t)f->played[c];
        to->dropped[i * plan->C + c] = (int16_t)f->dropped[c];
    }
    memcpy(to->terms + i * plan->K, f->terms, plan->K * sizeof(int16_t));
    memcpy(to->text + i * plan->K, f->text, plan->K * sizeof(int16_t));
    to->odds[i] = f->odds, to->ground[i] = f->ground;
}

/* Numbers of some futures next to each other, (count, numbers): read together, as they lie together. */
static void gather(const Plan *plan, const Numbers *numbers, int64_t arrays, int64_t first, int count, double *n) {
    for (int64_t a = 0; a < arrays; a++) {
        const Numbers *array = numbers + a;
        for (int64_t row = 0; row < array->rows; row++, n++) {
            const double *from = array->data + row * array->width + (array->width > 1 ? first : 0);
            for (int i = 0; i < count; i++) n[(int64_t)i * plan->numbers] = from[array->width > 1 ? i : 0];
        }
    }
}

/* Run futures `first` to `last` - 1 of a plan. 0 when done, 1 where there is no memory left, 2 where what was packed is
   not what is read. */
int RUN(const int *packed, const Numbers *numbers, int64_t arrays, const Luck *luck, int64_t first, int64_t last,
        Outcome *to) {
    Arena arena = {0};
    if (setjmp(arena.none_left)) {
        give_back(&arena);
        return 1;
    }
    Plan *plan = TAKE(&arena, Plan, 1);
    make_plan(plan, &arena, packed);
    int64_t rows = 0;
    for (int64_t a = 0; a < arrays; a++) rows += numbers[a].rows;
    if (rows != plan->numbers) {
        give_back(&arena);
        return 2;
    }
    Future *f = TAKE(&arena, Future, 1);
    Table *table = TAKE(&arena, Table, 1);
    double *n = TAKE(&arena, double, LANES *plan->numbers);
    int *intent = TAKE(&arena, int, plan->C);
    Choice choice[2];
    make_room(plan, &arena, f);
    lay_table(plan, &arena, table);
    for (int i = 0; i < 2; i++) {
        choice[i].chances = TAKE(&arena, double, 3 * plan->types);
        choice[i].stated = TAKE(&arena, int, plan->T[i]);
    }
    f->luck = luck;
    f->draws = TAKE(&arena, Draws, luck->streams * luck->weeks);
    for (int64_t i = first; i < last; i++) {
        f->place = i % luck->count;
        f->replication = luck->first + f->place;
        int among = (int)((i - first) % LANES);
        if (!among) gather(plan, numbers, arrays, i, (int)lesser(LANES, last - i), n);
        f->n = n + among * (int64_t)plan->numbers;
        begin(plan, f, table);
        for (int week = 0; week <= plan->weeks; week++)
            step(plan, f, table, intent, choice, to->classes + i * (plan->weeks + 1) + week);
        write_down(plan, f, to, i);
    }
    give_back(&arena);
    return 0;
}
