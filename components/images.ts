import type { StackConfiguration } from "../config/schema";
import { ownImages } from "../config/versions";

/** Our own images, from the registry that the stack file names. */
export function imagesFrom({ imageRegistry }: Pick<StackConfiguration, "imageRegistry">) {
  const prefixed = (image: string) => (imageRegistry === undefined ? image : `${imageRegistry}/${image}`);
  return {
    kafka: (version: string) => prefixed(ownImages.kafka(version)),
    eventStreamProcessor: prefixed(ownImages.eventStreamProcessor),
    kafkaJobs: prefixed(ownImages.kafkaJobs),
  };
}
