import { lagByPartition, total } from "../../kafka-jobs/group-offsets";

test("lag is what lies between the commit and the end", () => {
  const lag = lagByPartition({ 0: 0, 1: 0 }, { 0: 10, 1: 20 }, { 0: 10, 1: 5 });
  expect(lag).toEqual({ 0: 0, 1: 15 });
  expect(total(lag)).toBe(15);
});

test("a partition without a commit counts from its first event, not from 0 and not as nothing", () => {
  expect(lagByPartition({ 0: 3, 1: 0 }, { 0: 10, 1: 4 }, { 0: -1 })).toEqual({ 0: 7, 1: 4 });
});

test("a commit that is ahead of a stale end offset is no negative lag", () => {
  expect(lagByPartition({ 0: 0 }, { 0: 10 }, { 0: 12 })).toEqual({ 0: 0 });
});
