import { useElementSize } from "@mantine/hooks";

import type { ChainLink } from "@/api/shapes";
import { chainScene, type Contradicted } from "@/features/graph/picture/chain-scene";
import { SceneView } from "@/features/graph/picture/scene-view";

interface Props {
  links: ChainLink[];
  decided: Contradicted;
}

const nothing = () => undefined;

/** The proof drawn: the edges that stand, and the decision that would close the circle. The list below says the same. */
export function ChainPicture({ links, decided }: Props) {
  const { ref, width } = useElementSize();
  return (
    <div ref={ref} aria-hidden="true">
      {width > 0 && (
        <SceneView
          scene={chainScene(links, decided, width)}
          hrefOf={() => ""}
          onConcept={nothing}
          onEdge={nothing}
          isFilling={false}
        />
      )}
    </div>
  );
}
